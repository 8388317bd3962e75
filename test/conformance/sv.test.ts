import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { add, lab, same, useLab } from './support/sv-compare.ts';
import { crafted } from './support/sv-lab.ts';
import { hasOracle } from './support/sv-run.ts';

const WORDS = [
  ...['up', 'u', 'upload', 'down', 'd', 'once', 'o', 'pause', 'p', 'cont', 'c', 'checkx', 'chec', 'hup', 'h'],
  ...['alarm', 'a', 'interrupt', 'i', 'quit', 'q', '1', '2', '1x', 'term', 't', 'try', 'try-restar', 'kill', 'k'],
  ...['exit', 'e', 'x', 'xx', 'start', 'stop', 'shutdown', 'restart', 'reload', 'try-restart', 'check'],
  ...['force-stop', 'force-reload', 'force-restart', 'force-shutdown', 'D', 'T', 'X', 'E', 'Down', 'Ex'],
];
const STATUS_WORDS = ['status', 's', 'stopp', 'sT', 'start-', 'stat'];
const NO_WORDS = [
  '',
  '-',
  'restar',
  'reloa',
  'r',
  'f',
  'force',
  'force-',
  'force-x',
  'zzz',
  'S',
  'U',
  '3',
  '0',
  'é',
  ' u',
];

describe.skipIf(!hasOracle())('sv, compared with runit', () => {
  useLab();

  it('prints the same status line for every state, pid, flag and down file', async () => {
    // All combinations are the digits of a number in mixed base.
    const names = Array.from({ length: 256 }, (_, index) => `line-${index}`);
    for (const [index, name] of names.entries()) {
      const pick = <T>(base: number, from: readonly T[]): T => from[Math.floor(index / base) % from.length]!;
      const status = { paused: pick(2, [0, 1]), term: pick(4, [0, 1]), pid: pick(8, [0, 12345]) };
      const want = pick(16, ['u', 'd', 'x', '\0']);
      add(name, { status: crafted({ ...status, want, state: pick(64, [0, 1, 2, 7]) }) });
      if (pick(1, [false, true])) lab.each(({ root }) => writeFileSync(`${root}/${name}/down`, ''));
    }
    const { ours } = await same(['status', ...names]);
    expect(ours.stdout.split('\n')).toHaveLength(257);
  });

  it('prints the same for stamps and pids that no runsv writes', async () => {
    const statuses = [
      { label: 0n },
      { label: 0xffffffffffffffffn },
      { label: 0x7fffffffffffffffn },
      { label: 0x400000000000000an },
      { age: -1000 },
      { age: 3, nanoseconds: 999_999_999 },
      { pid: 0xffffffff },
      { pid: 0x80000000 },
      { pid: 0x7fffffff },
      { paused: 2, term: 255 },
    ];
    for (const [index, status] of statuses.entries()) add(`odd-${index}`, { status: crafted(status) });
    await same(['status', ...statuses.map((_, index) => `odd-${index}`)]);
  });

  it('reads options and prints usages alike', async () => {
    add('opt');
    const lines: (readonly string[])[] = [
      [],
      ['status'],
      ['-'],
      ['-', 'opt'],
      ['--'],
      ['--', 'status', 'opt'],
      ['--foo', 'status', 'opt'],
      ['-v', '--', 'status', 'opt'],
      ['-v', 'status', 'opt'],
      ['-v-', 'status', 'opt'],
      ['-vvv', 'status', 'opt'],
      ['-w'],
      ['-vw'],
      ['-w', '3'],
      ['-w', '3', 'status', 'opt'],
      ['-vw3', 'status', 'opt'],
      ['-w3', 'status', 'opt'],
      ['-w3v', 'status', 'opt'],
      ['-w', '', 'status', 'opt'],
      ['-w', '-v', 'status', 'opt'],
      ['-w3status', 'opt'],
      ['-q', 'status', 'opt'],
      ['-vq', 'status', 'opt'],
      ['-é'],
      ['-😀'],
      ['--help'],
      ['-h'],
      ['status', '-v', 'opt'],
      ['status', '--', 'opt'],
    ];
    await Promise.all(lines.map((args) => same(args)));
    const { theirs, ours } = await lab.both(['-vV', 'status', 'opt']);
    const usage = theirs.stderr.slice(theirs.stderr.indexOf('\n'));
    expect(ours).toMatchObject({ stdout: '', code: 100 });
    expect(ours.stderr).toMatch(/^runstate \d+\.\d+\.\d+\n/);
    expect(ours.stderr.slice(ours.stderr.indexOf('\n'))).toBe(usage);
  });

  it.each([
    ['running', { status: crafted({ age: 90, want: 'd' }) }],
    ['down', { status: crafted({ age: 90, pid: 0, state: 0, want: 'd' }) }],
  ] as const)('takes every command word alike on a service that is %s', async (state, service) => {
    // On `check` 2.1.2 and 2.3.0 part for a service that runs and is wanted down: test/runtime/sv.test.ts.
    const words = [...WORDS, ...STATUS_WORDS, ...NO_WORDS].filter((word) => state === 'down' || word !== 'check');
    await Promise.all(
      words.flatMap((word, index) =>
        [[], ['-w0']].map(async (options) => {
          const name = `word-${state}-${index}-${options.length}`;
          add(name, service);
          await same([...options, word, name], { env: { SVWAIT: '0' } });
          expect(lab.ours.letters(name), word).toBe(lab.theirs.letters(name));
        }),
      ),
    );
  });
});
