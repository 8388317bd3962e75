import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { LoadMeter } from '../../../runtime/watch/load.ts';
import type { Message } from '../../../runtime/watch/messages.ts';
import { LONGEST_REQUEST } from '../../../runtime/watch/peer.ts';
import { Recorder } from '../../../runtime/watch/recorder.ts';
import type { Supervisor } from '../../../runtime/watch/replies.ts';
import { MOST_CLIENTS, MOST_FOLLOWERS, WatchServer } from '../../../runtime/watch/server.ts';
import { temporary } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';

const HELLO: Message = {
  ...{ type: 'hello', protocol: 1, program: 'runsvdir', version: '0', pid: 1, directory: '/d', startedAt: 1 },
};
const SERVICES = { type: 'services', seq: 0, services: [] };
const FOLLOW = '{"type":"follow","steps":"transitions"}\n';
const ASK = '{"type":"services"}\n';

let path: string;

const serve = async (more: Partial<Supervisor> = {}): Promise<WatchServer> => {
  const recorder = new Recorder((cause) => {
    throw cause;
  });
  const server = new WatchServer(temporary(), 'runsvdir', { hello: HELLO, recorder, meter: new LoadMeter(), ...more });
  await server.open();
  onTestFinished(() => server.close());
  path = server.path;
  return server;
};

/** Somebody connected; what it is told, line by line. It never ends its side by itself. */
type Client = { readonly socket: Socket; readonly told: Message[]; readonly isOver: () => boolean };

const client = async (): Promise<Client> => {
  const socket = connect({ path, allowHalfOpen: true });
  const told: Message[] = [];
  let [rest, isOver] = ['', false];
  socket.setEncoding('utf8').on('data', (text: unknown) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    told.push(...lines.map((line) => JSON.parse(line)));
  });
  const over = (): void => {
    isOver = true;
  };
  socket.on('error', over).on('end', over).on('close', over);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return { socket, told, isOver: () => isOver };
};

/** Somebody who was greeted. */
const guest = async (): Promise<Client> => {
  const made = await client();
  await until('it is greeted', () => made.told.length > 0);
  return made;
};

/** That another client is answered, whatever a bad one does. */
const expectAnswer = async (): Promise<void> => {
  const { socket, told } = await guest();
  socket.write(ASK);
  await until('it is answered', () => told.length > 1);
  expect(told).toEqual([HELLO, SERVICES]);
  socket.destroy();
};

describe('one bad client', () => {
  beforeEach(async () => void (await serve()));

  it.each([
    ['a line without end', 'x'.repeat(LONGEST_REQUEST + 1), 'request too long'],
    ['bytes that are no text', Buffer.alloc(1000, 0xff), 'bad JSON'],
    ['nothing but zeros', Buffer.alloc(100_000), 'request too long'],
    ['brackets without end', '['.repeat(LONGEST_REQUEST - 2), 'bad JSON'],
    ['a deep list', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'no request'],
    ['an absurd number', '{"type":"follow","steps":"all","since":1e300}', 'bad request: follow'],
    ['a prototype', '{"__proto__":{"type":"services"}}', 'no request'],
  ] as const)('that says %s is hung up on, though it goes on and never hangs up', async (_, said, reason) => {
    const { socket, told } = await guest();
    socket.write(said);
    socket.write('\n');
    await until('it is told', () => told.length > 1);
    expect(told).toEqual([HELLO, { type: 'refused', reason }]);
    const timer = setInterval(() => socket.write('x'.repeat(10_000)), 5);
    onTestFinished(() => clearInterval(timer));
    await until('it is cut off', () => socket.destroyed);
    await expectAnswer();
  });

  it('that asks for thousands of things at once, and reads nothing, keeps nobody waiting', async () => {
    const { socket, told } = await guest();
    socket.pause();
    const many = ASK.repeat(5000);
    for (let count = 0; count < 4; count++) socket.write(many);
    await expectAnswer();
    // It is told all of it, once it reads.
    socket.resume();
    await until('all is answered', () => told.length === 20_001);
  });

  it('that asks half of something and ends has its end', async () => {
    const { socket, told, isOver } = await guest();
    socket.end('{"type":"serv');
    await until('it is over', isOver);
    expect(told).toEqual([HELLO]);
  });

  it('that has gone with answers unread is forgotten', async () => {
    for (let count = 0; count < 3 * MOST_CLIENTS; count++) {
      const { socket } = await client();
      socket.write(FOLLOW + ASK);
      socket.destroy();
    }
    await expectAnswer();
  });
});

it('a fault in an answer ends that client only', async () => {
  const meter = new LoadMeter();
  meter.read = () => {
    throw new Error('broken');
  };
  await serve({ meter });
  const { socket, isOver } = await guest();
  socket.write('{"type":"load"}\n');
  await until('it is over', isOver);
  await expectAnswer();
});

describe('places', () => {
  beforeEach(async () => void (await serve()));

  it('are for those that ask, however many follow', async () => {
    const followers: Client[] = [];
    for (let count = 0; count < MOST_FOLLOWERS; count++) {
      const follower = await guest();
      follower.socket.write(FOLLOW);
      await until('it is answered', () => follower.told.length > 1);
      followers.push(follower);
    }
    const late = await guest();
    late.socket.write(FOLLOW);
    await until('it is hung up on', late.isOver);
    expect(late.told[1]).toEqual({ type: 'refused', reason: 'as many clients as can do follow already' });
    // Who follows may follow something else.
    followers[0]!.socket.write('{"type":"follow","steps":"none"}\n{"type":"services"}\n');
    await until('it is answered', () => followers[0]!.told.filter(({ type }) => type === 'services').length === 2);
    for (let count = 0; count < 2 * MOST_CLIENTS; count++) await client();
    await expectAnswer();
    expect(followers.some(({ isOver }) => isOver())).toBe(false);
  });

  it('are made free by those that have asked nothing for the longest', async () => {
    const all: Client[] = [];
    for (let count = 0; count < MOST_CLIENTS; count++) all.push(await guest());
    all[0]!.socket.write(ASK);
    await until('the first is answered', () => all[0]!.told.length === 2);
    await expectAnswer();
    await until('the second is dismissed', all[1]!.isOver);
    expect(all[1]!.told.slice(1)).toEqual([{ type: 'refused', reason: 'its place was needed for another client' }]);
    expect(all.filter(({ isOver }) => isOver()).length).toBe(1);
  });
});
