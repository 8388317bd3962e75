import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Message } from '../../../runtime/watch/messages.ts';
import { LONGEST_REQUEST, MOST_WAITING } from '../../../runtime/watch/peer.ts';
import { until } from '../../support/until.ts';
import { follow, WatchLab } from './support/watch-lab.ts';

const labWith = (...names: string[]): WatchLab => {
  const lab = new WatchLab();
  lab.add(...names);
  return lab;
};

/** A connection in plain bytes; what it is told, line by line. */
const rawClient = (path: string): { socket: Socket; told: Message[]; closed: Promise<unknown> } => {
  const socket = connect({ path, allowHalfOpen: true });
  const told: Message[] = [];
  let rest = '';
  socket.setEncoding('utf8').on('data', (text: unknown) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    told.push(...lines.map((line) => JSON.parse(line)));
  });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return { socket, told, closed: once(socket, 'end') };
};

it('D13: is a socket of nobody else, that says who it is, and is gone with its supervisor', async () => {
  const lab = labWith('a');
  const { child, ended } = lab.start();
  const path = await lab.socket();
  expect(path).toMatch(new RegExp(`/run/runsvdir-${child.pid}-[0-9a-f]{8}\\.sock$`));
  expect(lstatSync(path).mode & 0o777).toBe(0o600);
  expect(lstatSync(lab.run).mode & 0o777).toBe(0o700);
  expect((await lab.client()).hello).toEqual({
    ...{ type: 'hello', protocol: 1, program: 'runsvdir', version: '0.1.0', pid: child.pid },
    ...{ directory: lab.services, startedAt: expect.any(Number) },
  });
  child.kill('SIGTERM');
  await ended;
  expect(lab.sockets).toEqual([]);
});

it('tells of services as they are, and of what changes', async () => {
  const lab = labWith('a');
  lab.start();
  const pid = await lab.running('a');
  const client = await lab.client();
  const { services } = await client.ask({ type: 'follow', steps: 'transitions' }, 'services');
  expect(services).toEqual([
    {
      ...{ actor: 'a/main', name: 'a', role: 'main', state: 'running' },
      value: { running: { orders: 'attending', killing: 'attending' } },
      ...{ want: 'up', paused: false, gotTerm: false, pid, since: expect.any(Number), restarts: 0 },
      ...{ lastExit: null, hosted: false, log: null },
    },
  ]);
  lab.control('a', 'd');
  const causes: string[] = [];
  const down = await follow(
    client,
    { type: 'services' },
    (message): message is Extract<Message, { type: 'service' }> => {
      if (message.type === 'step') causes.push(`${message.step.actor}: ${message.step.cause}`);
      return message.type === 'service' && message.service.state === 'down';
    },
  );
  expect(causes.slice(0, 2)).toEqual(['sv down', 'run was killed by SIGTERM'].map((cause) => `a/main: ${cause}`));
  expect(down.service).toMatchObject({ want: 'down', pid: null, lastExit: { code: null, signal: 'SIGTERM' } });
  unlinkSync(join(lab.services, 'a'));
  const gone = await follow(client, { type: 'load' }, (message) => message.type === 'forgotten');
  expect(gone).toMatchObject({ actor: 'a/main' });
});

it('tells a new follower how often services were started anew, and all services only once', async () => {
  const lab = labWith();
  lab.define('crash', '#!/bin/sh\nexit 3\n');
  lab.link('crash');
  lab.start();
  const asker = await lab.client();
  const total = ({ perMinute }: { perMinute: readonly number[] }): number => perMinute.reduce((sum, one) => sum + one);
  const askFor = async (actor?: string): Promise<number> =>
    total(await asker.ask({ type: 'restarts', ...(actor === undefined ? {} : { actor }) }, 'restarts'));
  await until('it was started anew', async () => (await askFor()) >= 2);
  const client = await lab.client();
  client.send({ type: 'follow', steps: 'none' });
  const told = [await client.next(), await client.next()] as Extract<Message, { type: 'restarts' }>[];
  expect(told).toEqual([
    expect.objectContaining({ type: 'services' }),
    { type: 'restarts', actor: '', begun: expect.any(Number), perMinute: expect.any(Array) },
  ]);
  expect(total(told[1]!)).toBeGreaterThanOrEqual(2);
  expect([(await askFor('crash')) >= 2, await askFor('crash/log'), await askFor('other')]).toEqual([true, 0, 0]);
  // It changes what it follows, and hears of steps then; the list is not told again.
  const after = await follow(
    client,
    { type: 'follow', steps: 'transitions', actor: 'crash' },
    (message) => message.type === 'step' || message.type === 'services',
  );
  expect(after.type).toBe('step');
});

it('goes on after a step that a follower has, without a hole', async () => {
  const lab = labWith('a');
  lab.start();
  await lab.running('a');
  const { steps } = await (await lab.client()).ask({ type: 'history', actor: 'a' }, 'history');
  const [, second, ...later] = steps;
  const client = await lab.client();
  client.send({ type: 'follow', steps: 'transitions', actor: 'a', since: second!.seq });
  const told: Message[] = [];
  while (told.length < later.length + 2) told.push((await client.next())!);
  expect(told.slice(2)).toEqual(later.map((step) => ({ type: 'step', step })));
});

it('tells how the supervisor is', async () => {
  const lab = labWith('a');
  lab.start();
  const client = await lab.client();
  const { load } = await client.ask({ type: 'load' }, 'load');
  const { at, resident, heapUsed, openDescriptors, events } = load;
  expect(Object.values(load).every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  expect([at > 1e12, resident > heapUsed, heapUsed > 1e6, openDescriptors > 10, events > 5]).toEqual(
    Array(5).fill(true),
  );
});

describe('bad requests', () => {
  it.each([
    ['{', 'bad JSON'],
    ['7', 'no request'],
    ['{"type":"stop"}', 'unknown request'],
    ['{"type":"toString"}', 'unknown request'],
    ['{"type":"history"}', 'bad request: history'],
    ['{"type":"follow","steps":"some"}', 'bad request: follow'],
    ['{"type":"follow","steps":"all","since":-1}', 'bad request: follow'],
    ['x'.repeat(LONGEST_REQUEST + 1), 'request too long'],
  ])('%s is refused, and hung up on', async (line, reason) => {
    const lab = labWith();
    lab.start();
    const { socket, told, closed } = rawClient(await lab.socket());
    socket.write(`${line}\n{"type":"services"}\n`);
    await closed;
    expect(told).toEqual([expect.objectContaining({ type: 'hello' }), { type: 'refused', reason }]);
  });

  it('an actor that nobody knows is refused, and the next request answered', async () => {
    const lab = labWith();
    lab.start();
    const { socket, told, closed } = rawClient(await lab.socket());
    socket.end('{"type":"history","actor":"no"}\n\n{"type":"services"}\n');
    await closed;
    expect(told.slice(1)).toEqual([
      { type: 'refused', reason: 'nothing is known of no' },
      { type: 'services', seq: expect.any(Number), services: [] },
    ]);
  });
});

it('drops what a slow reader does not take, and tells it how much', async () => {
  const lab = labWith('a');
  lab.start();
  await lab.running('a');
  const path = await lab.socket();
  const socket = connect(path);
  onTestFinished(() => void socket.destroy());
  socket.pause();
  socket.write('{"type":"follow","steps":"all"}\n');
  const other = await lab.client(path);
  const seqNow = async (): Promise<number> => (await other.ask({ type: 'services' }, 'services')).seq;
  const first = await seqNow();
  // Each letter is some dozens of steps of half a kilobyte.
  await until('more has happened than is kept for it', async () => {
    lab.control('a', 'h'.repeat(200));
    return (await seqNow()) > first + (4 * MOST_WAITING) / 400;
  });
  let rest = '';
  const told: Message[] = [];
  socket.setEncoding('utf8').on('data', (text: unknown) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    told.push(...lines.map((line) => JSON.parse(line)));
  });
  socket.resume();
  await until('it has heard of a gap', () => told.some(({ type }) => type === 'gap'));
  lab.control('a', 'h');
  const seqs = (): (readonly [number, number])[] =>
    told.flatMap((message) => {
      if (message.type === 'gap') return [[message.from, message.to] as const];
      return message.type === 'step' ? [[message.step.seq, message.step.seq] as const] : [];
    });
  const last = await seqNow();
  await until('it has heard of the last', () => (seqs().at(-1)?.[1] ?? 0) >= last);
  const all = seqs();
  // Steps and gaps together have no hole, and nothing twice.
  expect(all.slice(1).filter(([from], index) => from !== all[index]![1] + 1)).toEqual([]);
});

const openDirectory = (path: string, mode: number): void => {
  mkdirSync(path);
  chmodSync(path, mode);
};

describe('the run directory', () => {
  const warned = async (
    lab: WatchLab,
    said: { toString(): string },
    ended: Promise<{ err: string }>,
    kill: () => void,
  ) => {
    await lab.running('a');
    kill();
    expect((await ended).err).toContain(String(said));
  };

  it.each([
    ['a symbolic link', (path: string) => symlinkSync('/tmp', path), 'it is a symbolic link'],
    ['a file', (path: string) => writeFileSync(path, ''), 'it is no directory'],
    ['where a group may write', (path: string) => openDirectory(path, 0o770), 'others may write to it'],
    ['where all may write, as in /tmp', (path: string) => openDirectory(path, 0o1777), 'others may write to it'],
  ])('is not %s: supervision goes on without', async (_, plant, reason) => {
    const lab = labWith('a');
    plant(lab.run);
    const { mode } = lstatSync(lab.run);
    const { child, ended } = lab.start();
    const said = `runsvdir ${lab.services}: warning: no status but in files: unable to use ${lab.run}: ${reason}\n`;
    let err = '';
    child.stderr!.on('data', (text) => {
      err += text;
    });
    await until('it has warned', () => err.includes('warning'));
    await warned(lab, said, ended, () => child.kill('SIGTERM'));
    const { code, err: told } = await lab.runstate('status', '--directory', lab.services);
    expect(lstatSync(lab.run).mode).toBe(mode);
    expect({ code, told }).toEqual({
      code: 111,
      told: `runstate: fatal: unable to tell the status: ${lab.services}: unable to use ${lab.run}: ${reason}: nobody in there is believed\n`,
    });
  });

  it('is left as it is where it was there, and the socket is private all the same', async () => {
    const lab = labWith('a');
    mkdirSync(lab.run);
    chmodSync(lab.run, 0o755);
    lab.start();
    const path = await lab.socket();
    expect([lab.run, path].map((one) => lstatSync(one).mode & 0o777)).toEqual([0o755, 0o600]);
    expect((await lab.client()).hello).toMatchObject({ directory: lab.services });
  });

  it('loses the sockets of those that were killed', async () => {
    const lab = labWith('a');
    const { child, ended } = lab.start();
    const stale = await lab.socket();
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(stale)).toBe(true);
    lab.start();
    await until('the second one has removed it', () => !existsSync(stale) && lab.sockets.length === 1);
  });
});

it('leaves nothing of it where no history is wanted', async () => {
  const lab = labWith('a');
  lab.start(undefined, undefined, { RUNSTATE_HISTORY: '0' });
  await lab.running('a');
  const { code, out, err } = await lab.tell('status');
  expect({ code, err, exists: existsSync(lab.run) }).toEqual({
    code: 0,
    err: `runstate: warning: no supervisor of ${lab.services} can be asked: this is what supervise/status says\n`,
    exists: false,
  });
  expect(out).toMatch(/^SERVICE {2}STATE .*\na {8}running {2}up /);
});

it('is found where its directory has moved, and another one is there', async () => {
  const [lab, other] = [labWith('a'), labWith('b')];
  other.environment.RUNSTATE_RUN = lab.run;
  lab.start();
  await lab.running('a');
  await lab.socket();
  other.start();
  await other.running('b');
  await lab.socket(2);
  const moved = `${lab.services}.moved`;
  renameSync(lab.services, moved);
  symlinkSync(moved, lab.services);
  expect((await lab.runstate('status', '--json', '--directory', moved)).out).toContain('"source":"supervisor"');
  const told = JSON.parse((await lab.runstate('status', '--json', '--directory', other.services)).out);
  expect(told.services.map(({ name }: { name: string }) => name)).toEqual(['b']);
});

it('is no supervisor that says something else', async () => {
  const lab = labWith('a');
  mkdirSync(lab.run, { mode: 0o700 });
  const server = createServer((socket) => void socket.end('{"type":"hello","protocol":2}\n'));
  await new Promise<void>((settle) => server.listen(join(lab.run, 'other.sock'), settle));
  onTestFinished(() => void server.close());
  lab.start(undefined, undefined, { RUNSTATE_HISTORY: '0' });
  await lab.running('a');
  expect((await lab.tell('status')).code).toBe(0);
  expect(readdirSync(lab.run)).toEqual(['other.sock']);
});
