import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Door, LONGEST_MESSAGE, MOST_VIEWERS } from '../../../visualizations/inspectors/door.ts';
import { Roster } from '../../../visualizations/inspectors/roster.ts';
import { StatelyBridge } from '../../../visualizations/inspectors/stately/bridge.ts';
import { MOST_WAITING } from '../../../visualizations/inspectors/viewer.ts';
import { until } from '../../support/until.ts';
import { step } from './support/steps.ts';

const FRIEND = 'https://inspector.example';

const open = async (roster = new Roster(true)): Promise<number> => {
  const door = new Door(new StatelyBridge(roster), new Set([FRIEND]));
  await door.open(0);
  onTestFinished(() => door.close());
  return door.port;
};

/** An answer to a plain request. */
const asked = async (port: number, headers: Record<string, string>, path = '/') => {
  const [response] = (await once(get({ host: '127.0.0.1', port, path, headers }), 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of response) text += piece;
  return { status: response.statusCode, headers: response.headers, text };
};

/** What becomes of an attempt to connect: `open`, or how it is refused. */
const attempt = async (port: number, headers: Record<string, string>): Promise<unknown> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise((settle) => {
    socket.on('open', () => settle('open'));
    socket.on('unexpected-response', (_request, response) => settle(response.statusCode));
    socket.on('error', () => {});
  });
};

describe('who may look', () => {
  it.each([
    ['a program', {}, 'open'],
    ['the page of this port', { origin: 'http://127.0.0.1:PORT' }, 'open'],
    ['the same by name', { host: 'localhost:PORT', origin: 'http://localhost:PORT' }, 'open'],
    ['a page that was named', { origin: FRIEND }, 'open'],
    ['another page', { origin: 'https://evil.example' }, 403],
    ['a page on another port', { origin: 'http://127.0.0.1:1' }, 403],
    ['a page without an origin', { origin: 'null' }, 403],
    ['a page that begins like a named one', { origin: `${FRIEND}.evil.example` }, 403],
    ['a name that was made to lead here', { host: 'evil.example:PORT', origin: 'http://evil.example:PORT' }, 403],
    ['a name without the port', { host: '127.0.0.1' }, 403],
    ['a name with another port', { host: '127.0.0.1:1' }, 403],
    ['a name with more in it', { host: '127.0.0.1:PORT@evil.example' }, 403],
  ] as [string, Record<string, string>, unknown][])('%s', async (_, headers, outcome) => {
    const port = await open();
    const own = Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, text.replace('PORT', `${port}`)]),
    );
    expect(await attempt(port, own)).toBe(outcome);
    expect((await asked(port, own)).status).toBe(outcome === 'open' ? 200 : 403);
  });

  it('nobody from elsewhere', async () => {
    const port = await open();
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one && !one.internal && one.family === 'IPv4')?.address;
    const socket = connect({ host: outside ?? '127.0.0.2', port });
    expect((await once(socket, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

it('says why, in words', async () => {
  const port = await open();
  expect((await asked(port, { host: 'evil' })).text).toBe(`this is http://127.0.0.1:${port}, not evil\n`);
  expect((await asked(port, { origin: 'https://evil' })).text).toBe(
    'pages of https://evil are not allowed to look: start with --origin https://evil if they are to be\n',
  );
  expect(await asked(port, {}, '/x')).toMatchObject({
    status: 404,
    text: 'inspectors connect to this as a WebSocket\n',
  });
});

it('has a page that only Stately may be in, and that is in no other', async () => {
  const { headers, text } = await asked(await open(), {});
  const policy = String(headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; frame-src https:\/\/stately\.ai; script-src 'sha256-[^']+'; /);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(text).toContain('<iframe src="https://stately.ai/inspect"');
});

it('answers so many, and no more', async () => {
  const port = await open();
  for (let count = 0; count < MOST_VIEWERS; count++) expect(await attempt(port, {})).toBe('open');
  expect(await attempt(port, {})).toBe(503);
});

it('hangs up on who has much to say', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${await open()}/`);
  await once(socket, 'open');
  socket.send('x'.repeat(LONGEST_MESSAGE + 1));
  expect((await once(socket, 'close'))[0]).toBe(1009);
});

/** A viewer that reads nothing after the handshake. */
const deaf = async (port: number): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  const key = Buffer.alloc(16).toString('base64');
  const head = [`GET / HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write(`${[...head, `Sec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13'].join('\r\n')}\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
};

it('drops who does not read, and nobody else', async () => {
  const warn = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => warn.mockRestore());
  const roster = new Roster(true);
  roster.apply(step('started', '', 'runsvdir', 'leaving'));
  const port = await open(roster);
  const slow = await deaf(port);
  const quick = new WebSocket(`ws://127.0.0.1:${port}/`);
  onTestFinished(() => quick.terminate());
  let [bytes, messages] = [0, 0];
  quick.on('message', (data) => {
    bytes += String(data).length;
    messages += 1;
  });
  await until('it was greeted', () => messages === 2);
  const facts = { text: 'x'.repeat(1 << 20) };
  await until('the slow one is dropped', () => {
    roster.apply(step('snapshot', '', 'runsvdir', 'leaving', { facts }));
    return warn.mock.calls.length > 0;
  });
  expect(warn.mock.calls).toEqual([[expect.stringContaining('reads too slowly was dropped')]]);
  expect(bytes).toBeGreaterThan(MOST_WAITING / 2);
  slow.resume();
  await once(slow, 'close');
  expect(quick.readyState).toBe(WebSocket.OPEN);
});

it('drops who does not read its greeting', async () => {
  const warn = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => warn.mockRestore());
  const roster = new Roster(false);
  const facts = { text: 'x'.repeat(1 << 20) };
  for (let count = 0; count < 40; count++) roster.apply(step('started', `a${count}`, 'runsv', 'opening', { facts }));
  const slow = await deaf(await open(roster));
  await until('it is dropped', () => warn.mock.calls.length > 0, 30_000);
  slow.resume();
  await once(slow, 'close');
});
