import { type ChildProcess, spawn } from 'node:child_process';
import { lstatSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { PageMessage, PageRequest } from '../../../runtime/ui/page-messages.ts';
import { MOST_PAGES } from '../../../runtime/ui/page-server.ts';
import { program } from '../../support/temporary.ts';
import { until } from '../../support/until.ts';
import { type Answer, ask as visit } from '../door/support/visitor.ts';
import { WatchLab } from '../watch/support/watch-lab.ts';

const RUNSTATE = resolve(import.meta.dirname, '../../../dist/bin/runstate');
const SAYS = '#!/bin/sh\necho $$ >>pids\necho one\nexec sleep 3600 </dev/null\n';

/** Two services with a page: `web` with a logger of its own, and `db`. */
class PageLab extends WatchLab {
  constructor() {
    super();
    this.define('web', SAYS);
    this.logger('web', '#!/bin/sh\nexec svlogd ./main\n');
    this.link('web');
    this.add('db');
  }

  logger(name: string, run: string): void {
    program(join(this.home(name), 'log/run'), run);
    mkdirSync(join(this.home(name), 'log/main'));
  }

  /** Starts `runstate ui`; what it says where the page is. */
  async open(...options: readonly string[]): Promise<{ child: ChildProcess; link: string }> {
    const words = ['ui', '--listen', '127.0.0.1:0', '--directory', this.services, ...options];
    const child = spawn(RUNSTATE, words, { env: this.environment, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    const line = /^runstate: info: the page is at (.*)\n/;
    return { child, link: (await until('the page is served', () => line.exec(said) ?? undefined))[1]! };
  }

  /** Starts `runstate ui` on a port; where it is, and its token. */
  async serve(...options: readonly string[]): Promise<{ origin: string; host: string; token: string }> {
    const { link } = await this.open(...options);
    const [, origin, host, token] = /^(http:\/\/([^/]+))\/#token=(\S+)$/.exec(link)!;
    return { origin: origin!, host: host!, token: token! };
  }
}

/** A request as no browser would make it. */
const ask = (
  origin: string,
  path: string,
  { body = '', ...options }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> => {
  const { hostname, port } = new URL(origin);
  return visit({ host: hostname, port, path, ...options }, body);
};

/** A feed: its messages, as they come. */
const feed = async (host: string, options: ClientOptions = {}) => {
  const socket = new WebSocket(host.startsWith('unix:') ? `ws+${host}:/feed` : `ws://${host}/feed`, options);
  const messages: PageMessage[] = [];
  let ending: string | undefined;
  socket.on('message', (data) => messages.push(JSON.parse(String(data))));
  socket.on('error', ({ message }) => {
    ending ??= message;
  });
  socket.on('close', (code) => {
    ending ??= `closed: ${code}`;
  });
  onTestFinished(() => socket.terminate());
  await until('it is open, or refused', () => socket.readyState !== socket.CONNECTING || ending);
  return {
    socket,
    ending: () => ending,
    send: (request: PageRequest) => socket.send(JSON.stringify(request)),
    next: <Type extends PageMessage['type']>(
      type: Type,
      isIt: (found: Extract<PageMessage, { type: Type }>) => boolean = () => true,
    ) =>
      until(`${type} comes`, () =>
        messages.find((one): one is Extract<PageMessage, { type: Type }> => one.type === type && isIt(one as never)),
      ),
    types: () => messages.map(({ type }) => type),
    forget: () => messages.splice(0),
  };
};

describe('the page', () => {
  it('is served with all that it needs, and nothing of the file system', async () => {
    const lab = new PageLab();
    const { origin } = await lab.serve();
    const index = await ask(origin, '/');
    expect(index.status).toBe(200);
    const parts = [...index.body.matchAll(/(?:src|href)="\.?(\/?assets\/[^"]+)"/g)].map(([, path]) =>
      path!.replace(/^\/?/, '/'),
    );
    expect(parts.length).toBeGreaterThan(1);
    for (const path of parts) expect([path, (await ask(origin, path)).status]).toEqual([path, 200]);
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/assets/../../lib/sv.cjs',
      '//etc/passwd',
      '/index.html',
    ])
      expect([path, await ask(origin, path)]).toEqual([path, { status: 404, body: 'there is nothing here\n' }]);
    expect((await ask(origin, '/', { method: 'DELETE' })).status).toBe(405);
  });

  it('feeds what the supervisor says, the tail of a log, and nothing where there is no supervisor', async () => {
    const lab = new PageLab();
    const { host, origin, token } = await lab.serve();
    const early = await feed(host);
    await until('it is refused', () => early.ending() === 'closed: 1013');
    expect(await ask(origin, '/metrics')).toEqual({ status: 503, body: 'there is no supervisor to ask just now\n' });
    lab.start();
    await lab.socket();
    const page = await feed(host);
    page.send({ type: 'follow', steps: 'transitions' });
    await page.next('services');
    expect(page.types().slice(0, 3)).toEqual(['server', 'hello', 'services']);
    const tail = { type: 'tail', actor: 'web/log', lines: 5 } as const;
    page.send({ ...tail, token });
    expect(await page.next('tail', ({ lines }) => lines.length > 0)).toEqual({ ...tail, lines: ['one'] });
    // The way there is through a directory that is nobody else's.
    for (const wrong of [{}, { token: `${token}x` }, { token: [token] as unknown as string }]) {
      page.send({ ...tail, ...wrong });
      const { reason } = await page.next('tail', ({ reason }) => reason !== undefined);
      expect(reason).toContain('not everybody on this machine may read this log');
      page.forget();
    }
    for (const actor of ['web', '../web/log', '.hidden/log', 'a/b/log']) {
      page.send({ type: 'tail', actor, lines: 5 });
      await page.next('refused', ({ reason }) => reason === `${actor} is no log service`);
    }
    page.socket.send('{');
    await page.next('refused', ({ reason }) => reason === 'this is no JSON');
    expect((await ask(origin, '/metrics')).body).toContain(
      'runstate_service_state{service="web",role="log",state="running"} 1\n',
    );
  });
});

describe('an attack', () => {
  const CROSS: readonly [string, Record<string, string>][] = [
    ['under a name that was made to lead here', { Host: 'evil.example' }],
    ['under such a name with our port', { Host: 'evil.example:7878' }],
    ['from a page of another origin', { Origin: 'http://evil.example' }],
    ['from a page of another port of ours', { Origin: 'http://127.0.0.1:1' }],
    ['from a sandboxed page', { Origin: 'null' }],
    ['from a page of https', { Origin: 'https://HOST' }],
    ['from a page of another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['from another port, by a browser', { 'Sec-Fetch-Site': 'same-site' }],
  ];
  it('across sites is refused, whatever it asks for', async () => {
    const lab = new PageLab();
    lab.start();
    await lab.running('db');
    const { origin, host, token } = await lab.serve('--act');
    for (const [how, given] of CROSS) {
      const headers = Object.fromEntries(
        Object.entries(given).map(([name, value]) => [name, value.replace('HOST', host)]),
      );
      const acting = {
        method: 'POST',
        headers: { ...headers, Authorization: `Bearer ${token}` },
        body: '{"actor":"db/main","letter":"d"}',
      };
      const seen = [
        (await ask(origin, '/', { headers })).status,
        (await ask(origin, '/metrics', { headers })).status,
        (await ask(origin, '/act', acting)).status,
      ];
      expect([how, ...seen, (await feed(host, { headers })).ending()]).toEqual([
        how,
        403,
        403,
        403,
        'Unexpected server response: 403',
      ]);
    }
    expect(lab.stat('db')).toBe('run');
  });

  it('without the token does nothing; with it, what sv does', async () => {
    const lab = new PageLab();
    lab.start();
    await lab.running('db');
    const { origin, token } = await lab.serve('--act');
    const act = (authorization: string | undefined, body: string): Promise<Answer> =>
      ask(origin, '/act', {
        method: 'POST',
        body,
        headers: authorization === undefined ? {} : { Authorization: authorization },
      });
    const down = '{"actor":"db/main","letter":"d"}';
    for (const wrong of [
      undefined,
      '',
      'Bearer',
      'Bearer x',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Basic ${token}`,
    ])
      expect([wrong, await act(wrong, down)]).toEqual([
        wrong,
        { status: 401, body: 'the token is missing, or another one\n' },
      ]);
    const borne = `Bearer ${token}`;
    expect(await act(borne, '{"actor":"../db/main","letter":"d"}')).toEqual({
      status: 400,
      body: '../db/main is no service\n',
    });
    for (const actor of ['db', '', '.db/main', 'db/finish', 'db/log/svlogd', 'a/b/main'])
      expect(await act(borne, JSON.stringify({ actor, letter: 'd' }))).toEqual({
        status: 400,
        body: `${actor} is no service\n`,
      });
    expect(await act(borne, '{"actor":"db/main","letter":"constructor"}')).toEqual({
      status: 400,
      body: 'there is no command constructor\n',
    });
    expect((await act(borne, 'no json')).status).toBe(400);
    expect((await act(borne, 'x'.repeat(5000))).status).toBe(413);
    expect(await act(borne, '{"actor":"none/main","letter":"d"}')).toEqual({
      status: 409,
      body: 'none/main: unable to open supervise/control: file does not exist\n',
    });
    expect(lab.stat('db')).toBe('run');
    expect(await act(borne, down)).toEqual({ status: 204, body: '' });
    await until('it is down', () => lab.stat('db') === 'down');
  });

  it('on a page that only shows is refused, even by who knows all', async () => {
    const lab = new PageLab();
    const { origin, token } = await lab.serve();
    const body = '{"actor":"db/main","letter":"d"}';
    for (const borne of [token, 'undefined'])
      expect(
        await ask(origin, '/act', { method: 'POST', body, headers: { Authorization: `Bearer ${borne}` } }),
      ).toEqual({
        status: 403,
        body: 'this page only shows: it was started without --act\n',
      });
  });

  it('by a page that does not read costs no memory, and takes no service with it', async () => {
    const lab = new PageLab();
    lab.start();
    const pid = await lab.running('db');
    const { host } = await lab.serve();
    const [name, port] = host.split(':');
    const slow = connect(Number(port), name!);
    onTestFinished(() => void slow.destroy());
    slow.write(
      `GET /feed HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
    );
    await new Promise((settle) => slow.once('data', settle));
    slow.pause();
    // Frames with the mask of zeros: each asks for everything anew.
    const request = Buffer.from('{"type":"services"}');
    const frame = Buffer.concat([Buffer.from([0x81, 0x80 | request.length, 0, 0, 0, 0]), request]);
    for (let sent = 0; sent < 20_000; sent += 500) slow.write(Buffer.concat(Array.from({ length: 500 }, () => frame)));
    const page = await feed(host);
    page.send({ type: 'follow', steps: 'transitions' });
    await page.next('services');
    lab.control('db', 't');
    await page.next('step', ({ step }) => step.actor === 'db/main' && step.cause === 'run was killed by SIGTERM');
    expect(await until('it runs anew', async () => (await lab.running('db')) !== pid)).toBe(true);
  });
});

it('serves so many pages, and leaves places at the supervisor for commands', async () => {
  const lab = new PageLab();
  lab.start();
  await lab.running('db');
  const { host } = await lab.serve();
  const pages = await Promise.all(Array.from({ length: MOST_PAGES }, () => feed(host)));
  for (const page of pages) page.send({ type: 'follow', steps: 'none' });
  for (const page of pages) await page.next('services');
  expect((await feed(host)).ending()).toBe('Unexpected server response: 503');
  expect(await lab.tell('status', '--json')).toMatchObject({
    ...{ code: 0, err: '' },
    out: expect.stringContaining('"source":"supervisor"'),
  });
  pages[0]!.socket.close();
  await until('there is a place again', async () => (await feed(host)).ending() === undefined);
});

it('is on a unix socket of its owner, where no log is kept from him', async () => {
  const lab = new PageLab();
  lab.start();
  await lab.running('db');
  const socketPath = join(lab.root, 'page.sock');
  const { child, link } = await lab.open('--listen', `unix:${socketPath}`, '--act');
  const [, token] = /^unix:.*\/page\.sock #token=(\S+)$/.exec(link) ?? [];
  expect(lstatSync(socketPath).mode & 0o777).toBe(0o600);
  const send = (path: string, more = {}, body = '') => visit({ socketPath, path, ...more }, body);
  expect((await send('/')).status).toBe(200);
  const page = await feed(`unix:${socketPath}`);
  page.send({ type: 'tail', actor: 'web/log', lines: 5 });
  expect((await page.next('tail', ({ lines }) => lines.length > 0)).lines).toEqual(['one']);
  // As a browser has it that was led there, by ssh -L say; and as a page of elsewhere has it.
  const own = { Host: 'localhost:9', Origin: 'http://localhost:9' };
  expect((await send('/', { headers: own })).status).toBe(200);
  expect((await send('/', { headers: { ...own, Origin: 'http://evil.example' } })).status).toBe(403);
  const down = '{"actor":"db/main","letter":"d"}';
  expect((await send('/act', { method: 'POST' }, down)).status).toBe(401);
  const headers = { Authorization: `Bearer ${token}` };
  expect((await send('/act', { method: 'POST', headers }, down)).status).toBe(204);
  await until('it is down', () => lab.stat('db') === 'down');
  child.kill('SIGKILL');
  await until('nobody listens', () =>
    send('/').then(
      () => false,
      () => true,
    ),
  );
  await lab.open('--listen', `unix:${socketPath}`);
  expect((await send('/')).status).toBe(200);
  expect(await lab.tell('ui', '--listen', `unix:${socketPath}`)).toMatchObject({
    err: `runstate: fatal: unable to listen on unix:${socketPath}: address already used\n`,
  });
});

it('ends with its supervisor, which started it', async () => {
  const lab = new PageLab();
  const { child } = lab.start(undefined, undefined, { RUNSTATE_UI: '127.0.0.1:0' });
  let said = '';
  child.stdout!.on('data', (chunk) => {
    said += chunk;
  });
  const origin = (await until('the page is served', () => /the page is at (http:\S+)\/\n/.exec(said) ?? undefined))[1]!;
  await lab.socket();
  expect((await ask(origin, '/metrics')).status).toBe(200);
  child.kill('SIGHUP');
  await until('the page has gone, too', () =>
    ask(origin, '/').then(
      () => false,
      () => true,
    ),
  );
});

it('says why it cannot be served', async () => {
  const lab = new PageLab();
  const { host } = await lab.serve();
  expect(await lab.tell('ui', '--listen', host)).toEqual({
    code: 111,
    out: '',
    err: `runstate: fatal: unable to listen on ${host}: address already used\n`,
  });
  expect(await lab.tell('ui', '--listen', '0.0.0.0:80')).toEqual({
    code: 111,
    out: '',
    err: 'runstate: fatal: unable to listen on 0.0.0.0:80: only loopback addresses and unix sockets are served\n',
  });
  expect((await lab.tell('ui', 'x')).code).toBe(100);
});
