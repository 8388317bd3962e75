import { createExecute, passOn, programFile } from '../../adapters/become.ts';
import { bytewise } from '../../adapters/bytes.ts';
import type { Inherited } from '../../adapters/inherited-note.ts';
import { type LimitError, setSoftLimits } from '../../adapters/resource-limits.ts';
import type { Request, Resource } from '../../machines/rules/chpst/request.ts';
import { candidates, tryEach } from '../../machines/rules/chpst/search.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import { Fatal } from '../fatal.ts';
import type { Descriptors } from './descriptors.ts';

/** What is asked for, and the limits that Node and its launcher have raised as they were given. */
const limitsFor = ({ limits }: Request, { softDescriptors, softLimits }: Inherited): Map<Resource, bigint> =>
  new Map([
    ...((softLimits ?? new Map()) as ReadonlyMap<Resource, bigint>),
    ...(softDescriptors === undefined ? [] : [['NOFILE', softDescriptors] as const]),
    ...limits,
  ]);

const limited = (limits: ReadonlyMap<Resource, bigint>): (() => void) => {
  try {
    return setSoftLimits(limits);
  } catch (cause) {
    const { call, code } = cause as LimitError;
    throw new Fatal(`unable to ${call}(): ${errnoText(code)}`, { cause });
  }
};

/** Becomes the program, or throws {@link Fatal}. */
export const execute = (
  request: Request,
  inherited: Inherited,
  descriptors: Descriptors,
  before: readonly string[],
  environment: readonly string[],
): never => {
  // Searched with the PATH that chpst was given, not with the one that the program is going to find.
  const path = before.find((entry) => entry.startsWith('PATH='))?.slice('PATH='.length);
  const files = candidates(bytewise(request.program), path).map(programFile);
  const become = createExecute(request.argv.map(bytewise), environment);
  for (const fd of descriptors) passOn(fd);
  const restoreLimits = limited(limitsFor(request, inherited));
  const code = tryEach(files, become);
  // Under them Node might not be able to tell what has happened.
  restoreLimits();
  throw new Fatal(`unable to run: ${request.argv[0]}: ${errnoText(code)}`);
};
