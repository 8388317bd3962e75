import { spawn } from 'node:child_process';
import {
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeChildRecord } from '../../adapters/child-record.ts';
import { openDirectory } from '../../adapters/directory.ts';
import { Half } from '../../adapters/half.ts';
import { createPortableSystem } from '../../adapters/portable-system.ts';
import { bootId, startTimeOf } from '../../adapters/proc.ts';
import type { System, Unlinks } from '../../adapters/system.ts';
import type { Role, SuperviseFact } from '../../machines/ports.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';

const MOMENT = { elapsed: expect.any(Number), wall: expect.any(Number) };

const portable = createPortableSystem((cause) => {
  throw cause;
});

/** A half that listens, and what it has told of letters. */
const listening = (kind: Role, system: System = portable) => {
  const directory = temporary();
  const facts: SuperviseFact[] = [];
  const touches = { count: 0 };
  const half = new Half(
    kind,
    system.directory(openDirectory(directory)),
    system,
    (fact) => facts.push(fact),
    () => touches.count++,
  );
  half.open();
  half.listen();
  onTestFinished(() => half.close());
  const fifo = openSync(join(directory, 'supervise/control'), constants.O_WRONLY);
  const letter = async (text: string) => {
    const before = facts.length;
    writeSync(fifo, text);
    await until('it is heard', () => facts.length === before + 1);
    return facts.at(-1);
  };
  return { directory, letter, half, touches };
};

test('a letter says that there are no control scripts, as it is when it comes', async () => {
  const { directory, letter } = listening('main');
  const bare = {
    type: 'supervise.control',
    role: 'main',
    order: { type: 'control.signal', letter: '1', unscripted: true },
  };
  const asked = { ...bare, order: { type: 'control.signal', letter: '1' } };
  expect(await letter('1')).toEqual(bare);
  mkdirSync(join(directory, 'control'));
  expect(await letter('1')).toEqual(asked);
  rmdirSync(join(directory, 'control'));
  expect(await letter('1')).toEqual(bare);
  // Whatever has the name is for the look at the script, and its words.
  writeFileSync(join(directory, 'control'), '');
  expect(await letter('1')).toEqual(asked);
});

test('what cannot be looked at may have scripts', async () => {
  const { directory, letter } = listening('main');
  symlinkSync('control', join(directory, 'control'));
  expect(await letter('t')).toEqual({
    type: 'supervise.control',
    role: 'main',
    order: { type: 'control.term' },
  });
});

test('letters to a logger say nothing of scripts: it has none', async () => {
  const { letter } = listening('log');
  expect(await letter('t')).toEqual({
    type: 'supervise.control',
    role: 'log',
    order: { type: 'control.term' },
  });
});

test('when a letter was read is told of those that may bring a service back', async () => {
  const { letter } = listening('main');
  const back = { u: 'control.up', o: 'control.once', d: 'control.down' } as const;
  for (const [name, type] of Object.entries(back))
    expect(await letter(name)).toEqual({
      type: 'supervise.control',
      role: 'main',
      order: { type, unscripted: true },
      at: MOMENT,
    });
});

test('a look is due at first, where its lock was touched, and where files were refused', () => {
  let touch = (): void => {};
  const unlinks: Unlinks = {
    watch(_, touched) {
      touch = touched;
      return () => {};
    },
  };
  const { directory, half, touches } = listening('main', { ...portable, unlinks });
  const record = { state: 'down', since: 0, pid: 0, paused: false, gotTerm: false, want: 'down' } as const;
  /** Before a look and after it. */
  const looks = (): boolean[] => {
    const before = half.isToBeRenewed;
    half.renew();
    return [before, half.isToBeRenewed];
  };
  expect(half.write(record, false)).toBeUndefined();
  expect(looks()).toEqual([true, false]);
  touch();
  expect(touches.count).toBe(1);
  expect(looks()).toEqual([true, false]);
  mkdirSync(join(directory, 'supervise/stat.new'));
  expect(half.write({ ...record, want: 'up' }, false)).toMatchObject({ message: 'unable to open supervise/stat.new' });
  expect(looks()).toEqual([true, true]);
  rmdirSync(join(directory, 'supervise/stat.new'));
  expect(looks()).toEqual([true, false]);
});

test('a look is always due where nobody tells of a lock', () => {
  const { half } = listening('main');
  const record = { state: 'down', since: 0, pid: 0, paused: false, gotTerm: false, want: 'down' } as const;
  half.write(record, false);
  half.renew();
  expect(half.isToBeRenewed).toBe(true);
});

test('who makes the directory anew to announce a process owes it its status', async () => {
  const { directory, half, touches } = listening('main');
  const record = { state: 'down', since: 0, pid: 0, paused: false, gotTerm: false, want: 'up' } as const;
  half.write(record, false);
  rmSync(join(directory, 'supervise'), { recursive: true });
  expect(half.announceChild('run')).toBeUndefined();
  expect([existsSync(join(directory, 'supervise/status')), touches.count, half.isToBeRenewed]).toEqual([
    false,
    1,
    true,
  ]);
  half.renew();
  expect(readFileSync(join(directory, 'supervise/stat'), 'latin1')).toBe('down\n');
});

test('the record of a child is written once more by what /proc says of it', () => {
  const { directory, half } = listening('main');
  const record = { state: 'run', since: 0, pid: process.pid + 1, paused: false, gotTerm: false, want: 'down' } as const;
  const child = spawn('sleep', ['1000']);
  onTestFinished(() => void child.kill('SIGKILL'));
  const pid = child.pid!;
  writeChildRecord(half.role, pid, 'run', { startTime: '12345' });
  half.write({ ...record, pid }, true);
  half.noteChildAnew();
  expect(readFileSync(join(directory, 'supervise/child'), 'latin1').trimEnd()).toBe(
    `${pid} ${startTimeOf(pid)} ${bootId()} run once`,
  );
});
