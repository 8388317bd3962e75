import { softLimit } from '../machines/rules/chpst/numbers.ts';
import type { Resource } from '../machines/rules/chpst/request.ts';
import * as libc from './libc.ts';
import { SystemCallError } from './system-call.ts';

/** Linux's numbers. Those of memory come last, unlike runit's: what follows them may not be able to have any. */
const RESOURCES: readonly (readonly [Resource, number])[] = [
  ['NOFILE', 7],
  ['NPROC', 6],
  ['FSIZE', 1],
  ['CORE', 4],
  ['RSS', 5],
  ['CPU', 0],
  ['MEMLOCK', 8],
  ['STACK', 3],
  ['AS', 9],
  ['DATA', 2],
];

/** Of memory: DATA, STACK, AS. */
const OF_MEMORY: readonly number[] = [2, 3, 9];

/** One call of {@link setSoftLimits} that failed. */
export class LimitError extends SystemCallError {
  readonly call: 'getrlimit' | 'setrlimit';

  constructor(call: LimitError['call'], code: string) {
    super(code);
    this.call = call;
  }
}

type Change = { readonly number: number; readonly before: BigUint64Array; readonly after: BigUint64Array };

const changeFor = (number: number, wanted: bigint): Change => {
  const before = new BigUint64Array(2);
  if (libc.prlimit(0, number, null, before) === -1) throw new LimitError('getrlimit', libc.errno());
  return { number, before, after: BigUint64Array.of(softLimit(wanted, before[1]!), before[1]!) };
};

/**
 * Sets soft limits of this process; a negative one, and one that is too high, is the hard limit. Node has more memory than
 * most programs are to have: little may happen until they are put back.
 *
 * @returns puts them back.
 */
export const setSoftLimits = (limits: ReadonlyMap<Resource, bigint>): (() => void) => {
  const changes = RESOURCES.flatMap(([resource, number]) => {
    const wanted = limits.get(resource);
    return wanted === undefined ? [] : [changeFor(number, wanted)];
  });
  const restore = (): void => {
    for (const { number, before } of changes) libc.prlimit(0, number, before, null);
  };
  if (changes.some(({ number }) => OF_MEMORY.includes(number))) libc.keepSpareMemory();
  for (const { number, after } of changes)
    if (libc.prlimit(0, number, after, null) === -1) {
      const code = libc.errno();
      restore();
      throw new LimitError('setrlimit', code);
    }
  return restore;
};
