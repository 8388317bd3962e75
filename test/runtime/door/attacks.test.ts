import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Door } from '../../../runtime/door/door.ts';
import { PageServer } from '../../../runtime/ui/page-server.ts';
import { InspectorHouse } from '../../../visualizations/inspectors/house.ts';
import { ask, type Headers, knock } from './support/visitor.ts';

const TOKEN = 'token';
const FRIEND = 'https://inspector.example';
const LOOPBACK = { type: 'tcp', host: '127.0.0.1', port: 0 } as const;

type Open = {
  readonly port: number;
  /** What there is to be asked for, and with what. */
  readonly paths: readonly string[];
  /** The path of its WebSocket. */
  readonly feed: string;
};

/** A page that would give orders; what they would reach is not there. */
const openPage = async (): Promise<Open> => {
  const server = new PageServer({
    files: new Map([['/', { body: Buffer.from('page'), headers: {} }]]),
    ...{ token: TOKEN, acts: true },
    supervisor: () => new Promise(() => {}),
    supervised: async () => undefined,
    metrics: async () => 'metrics',
  });
  onTestFinished(() => server.close());
  return { port: await server.listen(LOOPBACK), paths: ['/', '/metrics', '/act'], feed: '/feed' };
};

const openInspectors = async (): Promise<Open> => {
  const bridge = { page: { html: 'page', policy: '' }, welcome: () => {} };
  const door = new Door(new InspectorHouse(bridge, TOKEN, new Set([FRIEND])));
  onTestFinished(() => door.close());
  return { port: await door.listen(LOOPBACK), paths: [`/${TOKEN}`], feed: `/${TOKEN}` };
};

/** Statuses of all that can be tried at a door. */
const tried = async ({ port, paths, feed }: Open, given: Headers): Promise<unknown[]> => {
  const headers = Object.fromEntries(
    Object.entries(given).map(([name, text]) => [name, text.replace('PORT', String(port))]),
  );
  const options = { host: '127.0.0.1', port, headers };
  const acting = {
    ...options,
    method: 'POST',
    path: '/act',
    headers: { ...headers, Authorization: `Bearer ${TOKEN}` },
  };
  const statuses = await Promise.all([
    ...paths.map((path) => ask({ ...options, path })),
    ask(acting, '{"actor":"db/main","letter":"d"}'),
  ]);
  const socket = await knock(`ws://127.0.0.1:${port}${feed}`, headers);
  return [...statuses.map(({ status }) => status), socket instanceof WebSocket ? 'open' : socket];
};

const ATTACKS: readonly [string, Headers][] = [
  ['under a name that was made to lead here', { Host: 'evil.example' }],
  ['under such a name with our port', { Host: 'evil.example:PORT' }],
  ['from the page of such a name', { Host: 'evil.example:PORT', Origin: 'http://evil.example:PORT' }],
  ['under our name without a port', { Host: '127.0.0.1' }],
  ['under our name with another port', { Host: '127.0.0.1:1' }],
  ['under a name with more in it', { Host: '127.0.0.1:PORT@evil.example' }],
  ['under another name of loopback', { Host: '127.0.0.2:PORT' }],
  ['from a page of another origin', { Origin: 'http://evil.example' }],
  ['from a page of another port of ours', { Origin: 'http://127.0.0.1:1' }],
  ['from a page of our other name', { Origin: 'http://localhost:PORT' }],
  ['from a sandboxed page', { Origin: 'null' }],
  ['from a page of https', { Origin: 'https://127.0.0.1:PORT' }],
  ['from a page that begins like one that was named', { Origin: `${FRIEND}.evil.example` }],
  ['from a page of another site', { 'Sec-Fetch-Site': 'cross-site' }],
  ['from a page of another site, as a form', { 'Sec-Fetch-Site': 'cross-site', Origin: 'null' }],
  ['from another port, by a browser', { 'Sec-Fetch-Site': 'same-site' }],
];

describe.each([
  ['the page', openPage],
  ['the inspectors', openInspectors],
])('%s', (name, open) => {
  it.each(ATTACKS)('refuses what comes %s', async (_, headers) => {
    const door = await open();
    expect(await tried(door, headers)).toEqual(Array(door.paths.length + 2).fill(403));
  });

  it('refuses what comes under no name', async () => {
    const { port, feed } = await open();
    const socket = connect(port, '127.0.0.1').end(`GET ${feed} HTTP/1.0\r\n\r\n`);
    let told = '';
    for await (const chunk of socket) told += chunk;
    expect(told).toMatch(/^HTTP\/1\.1 403 .*\r\n\r\nthis is not the address of this page\n$/s);
  });

  it.each([
    ['a program', {}],
    ['our page', { Origin: 'http://127.0.0.1:PORT', 'Sec-Fetch-Site': 'same-origin' }],
    ['our page under its other name', { Host: 'localhost:PORT', Origin: 'http://localhost:PORT' }],
    ['the same in capitals', { Host: 'LOCALHOST:PORT' }],
    ['somebody who types the address', { 'Sec-Fetch-Site': 'none' }],
  ] as [string, Headers][])('lets in %s', async (_, headers) => {
    const isPage = name === 'the page';
    // An order needs a supervisor; inspectors take none. /act is read by POST only.
    expect(await tried(await open(), headers)).toEqual(isPage ? [200, 200, 405, 503, 'open'] : [200, 405, 'open']);
  });

  it('is for nobody from elsewhere', async () => {
    const { port } = await open();
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one && !one.internal && one.family === 'IPv4')?.address;
    await expect(ask({ host: outside ?? '127.0.0.2', port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

it('lets a page from elsewhere that was named look at inspectors, and at nothing of ours', async () => {
  const headers = { Origin: FRIEND, 'Sec-Fetch-Site': 'cross-site' };
  expect(await tried(await openInspectors(), headers)).toEqual([200, 405, 'open']);
  expect(await tried(await openPage(), headers)).toEqual([403, 403, 403, 403, 403]);
});

it('says why, in words', async () => {
  const { port } = await openInspectors();
  const refused = async (headers: Headers) => (await ask({ host: '127.0.0.1', port, headers })).body;
  expect(await refused({ Host: 'evil' })).toBe('this is not the address of this page\n');
  expect(await refused({ Origin: 'https://evil' })).toBe(
    'pages of https://evil may not ask: start with --origin https://evil if they are to\n',
  );
  expect(await refused({ 'Sec-Fetch-Site': 'cross-site' })).toBe('a page of another site may not ask\n');
});

it.each(['', '/', '/x', '/toke', '/tokenx', '/token/', '/TOKEN', '/?token', '//token'])(
  'inspectors are not for who asks for %j instead of the token',
  async (path) => {
    const { port } = await openInspectors();
    const body = 'the token is missing from the address, or is another one\n';
    expect(await ask({ host: '127.0.0.1', port, path })).toEqual({ status: 403, body });
    expect(await knock(`ws://127.0.0.1:${port}${path}`)).toBe(403);
  },
);
