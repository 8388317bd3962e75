export { supervise } from './supervise.ts';
