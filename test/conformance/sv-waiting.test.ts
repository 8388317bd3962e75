import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { add, addCheck, lab, same, useLab } from './support/sv-compare.ts';
import { crafted } from './support/sv-lab.ts';
import type { Run } from './support/sv-run.ts';
import { comparable, hasOracle, ORACLE, OURS, run } from './support/sv-run.ts';

/**
 * Not before its time, and not much later than runit's own beside it: on a busy machine both are late.
 *
 * @param milliseconds whole ticks of 0.42 s.
 */
const expectTime = ({ theirs, ours }: { theirs: Run; ours: Run }, milliseconds: number): void => {
  expect(ours.milliseconds).toBeGreaterThan(milliseconds - 5);
  expect(ours.milliseconds).toBeLessThan(milliseconds + 2500 + 3 * Math.max(0, theirs.milliseconds - milliseconds));
};

describe.skipIf(!hasOracle())('how sv waits and exits, compared with runit', () => {
  useLab();

  it('runs check scripts alike', async () => {
    const scripts = {
      yes: '#!/bin/sh\nexit 0\n',
      no: '#!/bin/sh\nexit 3\n',
      killed: '#!/bin/sh\nkill -9 $$\n',
      writes:
        '#!/bin/sh\necho out; echo err $0 >&2; basename "$PWD" >&2; cat >&2; env | grep -E "^(RUNSTATE|SVDIR=s|MARK)" >&2\nexit 0\n',
      garbage: 'garbage',
      interpreter: '#!/nowhere/sh\n',
      empty: '',
    };
    for (const [name, text] of Object.entries(scripts)) {
      add(`check-${name}`, { status: crafted({ age: -1000 }) });
      addCheck(`check-${name}`, text);
    }
    for (const name of ['mode', 'loop', 'directory', 'closed', 'none'])
      add(`check-${name}`, { status: crafted({ age: -1000 }) });
    addCheck('check-mode', '#!/bin/sh\nexit 1\n', 0o644);
    lab.each(({ root }) => {
      symlinkSync('check', `${root}/check-loop/check`);
      mkdirSync(`${root}/check-directory/check`);
      // ls complains by the name it was called by when it cannot write.
      symlinkSync('/bin/ls', `${root}/check-closed/check`);
    });
    const names = [...Object.keys(scripts), 'mode', 'loop', 'directory', 'closed', 'none'].map(
      (name) => `check-${name}`,
    );
    const options = { env: { SVDIR: 'services', MARK: 'here' } };
    await Promise.all(
      names.flatMap((name) => ['check', 'u', 't', 'restart'].map((word) => same(['-w0', word, name], options))),
    );
    await same(['-w0', 'restart', ...names], options);
    const { ours } = await same(['-w0', 'u', 'check-writes', 'check-closed'], options);
    expect(ours.stderr).toContain('err check\ncheck-writes\nSVDIR=services\nMARK=here\n');
    expect(ours.stderr).toMatch(/^\.\/check: write error/m);
  });

  it('gives up at the same turn and says goodbye to runsv alike', async () => {
    for (const name of ['slow-1', 'slow-2', 'leaves-d', 'leaves-x']) add(name);
    const later = (name: string) =>
      // The first look is over when the letter can be read.
      Promise.all(
        [lab.theirs, lab.ours].map(async (services) => {
          await expect.poll(() => services.letters(name), { interval: 10 }).not.toBe('');
          services.abandon(name);
        }),
      );
    const [one, two, kill, leavesD, leavesX] = await Promise.all([
      same(['-w1', 'd', 'slow-1']),
      same(['-w2', 'd', 'slow-1', 'slow-2']),
      same(['-w', '1x', 'force-stop', 'slow-2']),
      same(['-w5', 'd', 'leaves-d']),
      same(['-w5', 'x', 'leaves-x']),
      later('leaves-d'),
      later('leaves-x'),
    ]);
    expectTime(one, 1680);
    expectTime(two, 2520);
    expectTime(kill, 1680);
    expect(leavesD.ours.stdout).toBe('fail: leaves-d: runsv not running\n');
    expect(leavesX.ours.stdout).toBe('ok: leaves-x: runsv not running\n');
  });

  it('waits as long as SVWAIT and -w say', async () => {
    add('wait');
    const ones = ['1', '1x', '18446744073709551617'];
    const words = ['0', '', 'foo', ' 1', '-1', '+1', ...ones];
    const runs = await Promise.all([
      ...words.map((SVWAIT) => same(['-v', 'd', 'wait'], { env: { SVWAIT } })),
      ...words.map((word) => same(['-w', word, 'd', 'wait'], { env: { SVWAIT: '60' } })),
      ...words.map((word) => same([`-w${word || '0'}`, 'd', 'wait'], { env: { SVWAIT: '60' } })),
      same(['-w9', '-w0', 'd', 'wait']),
      same(['stop', 'wait'], { env: { SVWAIT: '0' } }),
    ]);
    const given = [...words, ...words, ...words, '0', '0'];
    for (const [index, run] of runs.entries()) expectTime(run, ones.includes(given[index]!) ? 1680 : 840);
    expectTime(await same(['stop', 'wait']), 7560);
  });

  it('caps the exit code at 99', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `nowhere-${index}`);
    const [{ ours }] = await Promise.all([
      same(['status', ...many]),
      same(['u', ...many.slice(0, 99)]),
      same(['u', ...many.slice(0, 98)]),
    ]);
    expect(ours.code).toBe(99);
  });

  it('is an init script when called by another name', async () => {
    const names = {
      up: {},
      low: { status: crafted({ pid: 0, state: 0, want: 'd' }) },
      gone: { ok: 'unread' },
      blind: { ok: 'none' },
      short: { status: Buffer.from('a') },
    } as const;
    for (const [name, service] of Object.entries(names)) add(`init-${name}`, service);
    add('init-odd');
    lab.each(({ root }) => symlinkSync('down', `${root}/init-odd/down`));
    for (const [side, target] of [
      ['theirs', ORACLE],
      ['ours', OURS],
    ] as const) {
      mkdirSync(`${lab.root}/${side}/init.d`);
      for (const name of [...Object.keys(names), 'odd', 'missing'])
        symlinkSync(target, `${lab.root}/${side}/init.d/init-${name}`);
    }
    const call = async (name: string, args: readonly string[]) => {
      const [theirs, ours] = await Promise.all(
        (['theirs', 'ours'] as const).map((side) =>
          run(`${lab.root}/${side}/init.d/init-${name}`, args, { env: { SVDIR: lab[side].root, SVWAIT: '0' } }),
        ),
      );
      expect(comparable(ours!), `${name} ${args.join(' ')}`).toEqual(comparable(theirs!));
      return ours!.code;
    };
    const words = [
      'status',
      'start',
      'stop',
      'shutdown',
      'restart',
      'reload',
      'force-stop',
      'stat',
      's',
      'zz',
      'u',
      'x',
      'k',
    ];
    const lines = [
      [],
      ['-x'],
      ['-w'],
      ['-v', 'status'],
      ['-w0', 'd'],
      ['status', 'init-low', 'zz'],
      ...words.map((word) => [word]),
    ];
    await Promise.all(
      [...Object.keys(names), 'odd', 'missing'].flatMap((name) => lines.map((args) => call(name, args))),
    );
    const codes = await Promise.all([...Object.keys(names), 'odd', 'missing'].map((name) => call(name, ['status'])));
    expect(codes).toEqual([0, 3, 1, 4, 4, 4, 1]);
  });
});
