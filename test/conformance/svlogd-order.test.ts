import { describe, test } from 'vitest';
import { differs, type Scenario, same } from './support/compare.ts';
import type { Sandbox } from './support/sandbox.ts';
import { configured, type LogRun, lines, log } from './support/svlogd-run.ts';
import { canTrace } from './support/trace.ts';

const options = ['-l', '5', '-b', '6'];
const CALLS = 'fsync,fdatasync,fchmod,chmod,fchmodat,rename,renameat,renameat2,unlink,unlinkat';

/** Durability is a matter of order: the system calls that a run makes on files of its directory, by what they are of. */
const order =
  (run: LogRun): Scenario<string[]> =>
  async (box) => {
    await log(box, { ...run, through: ['strace', '-f', '-y', '-qq', '-e', `trace=${CALLS}`, '-o', 'trace'] });
    return box
      .read('trace')
      .split('\n')
      .map((line) => /^\d+ +(fsync|fdatasync|fchmod|chmod|rename|unlink)\w*\((.*?)(\) += 0| <unfinished)/.exec(line))
      .filter((match) => match !== null)
      .map(([, call, args]) => told(call!, args!))
      .filter((line) => line !== undefined);
  };

/** A call in words: the last part of each name in it, times taken out. */
const told = (call: string, args: string): string | undefined => {
  const names = [...args.matchAll(/(?:[<"]|\/)([^<>"/]+)[>"]/g)].map(([, name]) =>
    name!.replace(/@[0-9a-f]{24}/, '@TIME'),
  );
  const files = names.filter((name) => /^(@TIME\.[stu]|current|state|newstate)$/.test(name));
  const mode = /\b0?[67]\d\d\b/.exec(args)?.[0].replace(/^0/, '');
  return files.length === 0 ? undefined : [call, ...files, ...(mode === undefined ? [] : [mode])].join(' ');
};

describe.skipIf(!canTrace)('the order of what is made durable', () => {
  same('at the end of the input', order({ input: lines('a', 'b') }));
  same('without input', order({}));
  same('by a rotation', order({ options, directories: { d: configured('s10') }, input: lines('1234', '5678') }));
  same(
    'by several rotations and deletions',
    order({ options, directories: { d: configured('s10', 'n1') }, input: lines('12345', '67890', 'abcde') }),
  );
  same('of no lines', order({ directories: { d: configured('-*') }, input: lines('a') }));
});

/** What is called before the log goes from which the processor has made its output. */
const processed = async (box: Sandbox): Promise<string[]> => {
  const calls = await order({ options, directories: { d: configured('s10', '!cat') }, input: lines('12345', '1') })(
    box,
  );
  return calls.filter((call) => /^(fsync|unlink) @/.test(call));
};

describe.skipIf(!canTrace)('the output of a processor', () => {
  differs('L16', 'is on the disk before its source goes', processed, {
    runit: ['unlink @TIME.u'],
    runstate: ['fsync @TIME.t', 'unlink @TIME.u'],
  });
});

test.skipIf(canTrace)('the order of what is made durable: tracing is not permitted here', () => {});
