import { resolve } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';

const FRONT = resolve(import.meta.dirname, '../../runtime/front.sh');
/** Each many times: what is looked for are a signal and an end at the same moment. */
const TIMES = 400;

/** How a shell ends, each time, that stays in front of a program which does this. */
const endings = async (deed: string): Promise<string[]> => {
  const once = `sh -c '. "$0"; kept=; become sh -c "$1"' "$0" "$1" </dev/null 2>/dev/null; echo $?`;
  const many = `for time in $(seq ${TIMES}); do ${once}; done`;
  return (await execa('sh', ['-c', many, FRONT, deed])).stdout.split('\n');
};

it.each([
  ['exits', 'exit 7', 7],
  ['is ended', 'kill -s TERM $$', 128 + 15],
])('the shell in front says how the program ended that tells it something and %s', async (_, deed, code) => {
  expect(await endings(`kill -s 51 $PPID; ${deed}`)).toEqual(Array.from({ length: TIMES }, () => `${code}`));
});
