import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Door } from '../../../runtime/door/door.ts';
import { InspectorHouse, LONGEST_MESSAGE, MOST_VIEWERS } from '../../../visualizations/inspectors/house.ts';
import { Roster } from '../../../visualizations/inspectors/roster.ts';
import { StatelyBridge } from '../../../visualizations/inspectors/stately/bridge.ts';
import { MOST_WAITING } from '../../../visualizations/inspectors/viewer.ts';
import { deaf, knock } from '../../runtime/door/support/visitor.ts';
import { until } from '../../support/until.ts';
import { step } from './support/steps.ts';

const PATH = '/token';

/** @param patience milliseconds that an inspector which reads nothing has. */
const open = async (roster = new Roster(true), patience = 60_000): Promise<number> => {
  const door = new Door(new InspectorHouse(new StatelyBridge(roster), 'token', new Set()), patience);
  onTestFinished(() => door.close());
  return door.listen({ type: 'tcp', host: '127.0.0.1', port: 0 });
};

it('has a page that only Stately may be in, and that is in no other', async () => {
  const port = await open();
  const [response] = (await once(get({ host: '127.0.0.1', port, path: PATH }), 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of response) text += piece;
  const policy = String(response.headers['content-security-policy']);
  expect(policy).toMatch(/^default-src 'none'; frame-src https:\/\/stately\.ai; script-src 'sha256-[^']+'; /);
  expect(policy).toContain("frame-ancestors 'none'");
  // The token is in its path: nobody else is told.
  expect(response.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  expect(text).toContain('<iframe src="https://stately.ai/inspect"');
});

it('answers so many, and no more', async () => {
  const url = `ws://127.0.0.1:${await open()}${PATH}`;
  for (let count = 0; count < MOST_VIEWERS; count++) expect(await knock(url)).toBeInstanceOf(WebSocket);
  expect(await knock(url)).toBe(503);
});

it('hangs up on who has too much to say', async () => {
  const socket = (await knock(`ws://127.0.0.1:${await open()}${PATH}`)) as WebSocket;
  socket.send('x'.repeat(LONGEST_MESSAGE + 1));
  expect((await once(socket, 'close'))[0]).toBe(1009);
});

it('drops who does not read, and nobody else', async () => {
  const warn = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => warn.mockRestore());
  const roster = new Roster(true);
  roster.apply(step('started', '', 'runsvdir', 'leaving'));
  const port = await open(roster);
  const slow = await deaf(port, PATH);
  const quick = new WebSocket(`ws://127.0.0.1:${port}${PATH}`);
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
  const slow = await deaf(await open(roster, 1000), PATH);
  await until('it is dropped', () => warn.mock.calls.length > 0);
  slow.resume();
  await once(slow, 'close');
});
