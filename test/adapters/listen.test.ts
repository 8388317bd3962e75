import { execFileSync } from 'node:child_process';
import { linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { listenOnPath } from '../../adapters/listen.ts';
import { temporary } from '../support/temporary.ts';

/** A server that says its name to everybody. */
const named = (name: string): Server => {
  const server = createServer((socket) => void socket.on('error', () => {}).end(name));
  onTestFinished(() => void server.close());
  return server;
};

const nameAt = (path: string): Promise<string> =>
  new Promise((settle, reject) => {
    let text = '';
    connect({ path })
      .on('data', (chunk) => {
        text += chunk;
      })
      .once('end', () => settle(text))
      .once('error', reject);
  });

/** The socket of a server that has gone without removing it. */
const leaveStale = async (path: string): Promise<void> => {
  const server = named('gone');
  await listenOnPath(server, `${path}.own`);
  linkSync(`${path}.own`, path);
  await new Promise((settle) => server.close(settle));
};

it("is its owner's only, from the first moment on", async () => {
  const path = join(temporary(), 'a.sock');
  const server = named('a');
  const modes: number[] = [];
  const listen = server.listen.bind(server) as (options: object) => Server;
  server.listen = ((options: object) => {
    listen(options);
    modes.push(lstatSync(path).mode & 0o777);
  }) as never;
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  await listenOnPath(server, path);
  expect([modes, process.umask(), await nameAt(path)]).toEqual([[0o600], 0, 'a']);
});

it('takes over the socket of a server that was killed, and leaves nothing beside it', async () => {
  const directory = temporary();
  const path = join(directory, 'a.sock');
  await leaveStale(path);
  await listenOnPath(named('b'), path);
  expect([await nameAt(path), readdirSync(directory)]).toEqual(['b', ['a.sock']]);
});

it('is one of two that want the same stale one', async () => {
  const directory = temporary();
  const path = join(directory, 'a.sock');
  await leaveStale(path);
  const outcomes = await Promise.allSettled(['b', 'c'].map((name) => listenOnPath(named(name), path)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  expect([await nameAt(path), readdirSync(directory)]).toEqual([expect.stringMatching(/^[bc]$/), ['a.sock']]);
});

it('takes no live one', async () => {
  const path = join(temporary(), 'a.sock');
  await listenOnPath(named('a'), path);
  await expect(listenOnPath(named('b'), path)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(await nameAt(path)).toBe('a');
});

it.each([
  ['a file', (path: string) => writeFileSync(path, 'mine')],
  ['a FIFO', (path: string) => void execFileSync('mkfifo', [path])],
  ['a directory', (path: string) => void mkdirSync(path)],
  ['a link to nothing', (path: string) => symlinkSync('nothing', path)],
])('is not where there is %s, and leaves that as it is', async (_, plant) => {
  const path = join(temporary(), 'a.sock');
  plant(path);
  const { ino, mode } = lstatSync(path);
  await expect(listenOnPath(named('b'), path)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(lstatSync(path)).toMatchObject({ ino, mode });
  if (lstatSync(path).isFile()) expect(readFileSync(path, 'utf8')).toBe('mine');
});

it('does not follow a link to a stale one', async () => {
  const directory = temporary();
  await leaveStale(join(directory, 'stale'));
  symlinkSync('stale', join(directory, 'a.sock'));
  await expect(listenOnPath(named('b'), join(directory, 'a.sock'))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  expect(readdirSync(directory)).toEqual(['a.sock', 'stale']);
});
