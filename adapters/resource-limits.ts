import { softLimit } from '../machines/rules/chpst/numbers.ts';
import type { Resource } from '../machines/rules/chpst/request.ts';
import * as libc from './libc.ts';
import { SystemCallError } from './system-call.ts';

/** Linux's numbers, in the order in which runit sets the limits. */
const RESOURCES: readonly (readonly [Resource, number])[] = [
  ['DATA', 2],
  ['STACK', 3],
  ['MEMLOCK', 8],
  ['AS', 9],
  ['NOFILE', 7],
  ['NPROC', 6],
  ['FSIZE', 1],
  ['CORE', 4],
  ['RSS', 5],
  ['CPU', 0],
];

/** One call of {@link setSoftLimits} that failed. */
export class LimitError extends SystemCallError {
  readonly call: 'getrlimit' | 'setrlimit';

  constructor(call: LimitError['call'], code: string) {
    super(code);
    this.call = call;
  }
}

/** Sets soft limits of this process; a negative one, and one that is too high, is the hard limit. */
export const setSoftLimits = (limits: ReadonlyMap<Resource, bigint>): (() => void) => {
  const undo: (() => void)[] = [];
  for (const [resource, number] of RESOURCES) {
    const wanted = limits.get(resource);
    if (wanted === undefined) continue;
    const before = new BigUint64Array(2);
    const after = new BigUint64Array(2);
    if (libc.prlimit(0, number, null, before) === -1) throw new LimitError('getrlimit', libc.errno());
    after.set([softLimit(wanted, before[1]!), before[1]!]);
    if (libc.prlimit(0, number, after, null) === -1) throw new LimitError('setrlimit', libc.errno());
    undo.push(() => void libc.prlimit(0, number, before, null));
  }
  return () => {
    for (const each of undo) each();
  };
};
