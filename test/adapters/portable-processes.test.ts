import { createPortableProcesses } from '../../adapters/portable-processes.ts';
import { honoursProcesses } from './support/processes-contract.ts';

honoursProcesses(createPortableProcesses);
