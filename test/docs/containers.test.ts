import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canUnshare, listeningProcess } from '../support/namespace.ts';
import { temporary } from '../support/temporary.ts';
import { until } from '../support/until.ts';
import { type Image, readContainerfile } from './support/containerfile.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BOOT = join(ROOT, 'test/fixtures/boot-image.sh');
const image = readContainerfile(join(ROOT, 'docs/containers/Containerfile'));
/** Where the stage that builds has this package. */
const BUILT = '/opt/runstate';

/** Makes the image's own files, in a directory that stands for its root. */
const layOut = ({ copies }: Image): string => {
  const root = join(temporary(), 'root');
  for (const { from, source, target } of copies) {
    const path = from === 'build' ? source.replace(BUILT, ROOT) : join(ROOT, source);
    mkdirSync(dirname(join(root, target)), { recursive: true });
    cpSync(path, join(root, target), { recursive: true, verbatimSymlinks: true });
  }
  return root;
};

const freePort = (): Promise<number> =>
  new Promise((settle) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => settle(port));
    });
  });

/** What an engine would run: the command of the image, in its root. */
class Container {
  readonly #unshare: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  #said = '';

  constructor(of: Image, environment: Readonly<Record<string, string>>, command = of.command) {
    const outer = readlinkSync('/proc/self/ns/pid');
    // The base image has a Node in its PATH.
    const boot = ['sh', BOOT, outer, layOut(of), dirname(process.execPath), ...command];
    const words = ['--pid', '--fork', '--mount', '--kill-child', ...boot];
    const env = { PATH: '/opt/node:/usr/sbin:/usr/bin:/sbin:/bin', ...of.environment, ...environment };
    this.#unshare = spawn('unshare', words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#unshare.stdout!, this.#unshare.stderr!])
      stream.on('data', (chunk) => {
        this.#said += chunk;
      });
    this.ended = new Promise((settle) => this.#unshare.once('exit', (code, signal) => settle({ code, signal })));
    onTestFinished(async () => {
      this.#unshare.kill('SIGKILL');
      await this.ended;
    });
  }

  get said(): string {
    return this.#said;
  }

  says(pattern: RegExp): Promise<RegExpExecArray> {
    return until(`the container says ${pattern}: ${this.#said}`, () => pattern.exec(this.#said) ?? undefined);
  }

  async signal(signal: NodeJS.Signals): Promise<void> {
    process.kill(await listeningProcess(this.#unshare.pid!), signal);
  }
}

const answer = async (port: number): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();

describe.skipIf(!canUnshare)('the Containerfile, run in namespaces (needs pid and mount namespaces)', () => {
  it('serves from a root that cannot be written to, and ends with its main service when it is stopped', async () => {
    const port = await freePort();
    const container = new Container(image, { PORT: String(port) });
    await container.says(/web: listening on port \d+\n/);
    await container.says(/clock: \d\d:\d\d:\d\d\n/);
    expect(await answer(port)).toMatch(/^process \d+, child of \d+\n$/);
    await container.signal(image.stopSignal as NodeJS.Signals);
    expect(await container.ended).toEqual({ code: 0, signal: null });
    expect(container.said.split('\n').sort()).toEqual([
      '',
      expect.stringMatching(/^clock: /),
      `web: listening on port ${port}`,
    ]);
  });

  it('ends with the exit code of its main service', async () => {
    const container = new Container(image, { PORT: 'none' });
    // No port of that name: Node ends with 1.
    expect(await container.ended).toEqual({ code: 1, signal: null });
  });

  it('P01: works without koffi, and says what is missing', async () => {
    const port = await freePort();
    const copies = image.copies.filter(({ target }) => !target.includes('node_modules'));
    const container = new Container({ ...image, copies }, { PORT: String(port) });
    await container.says(/web: listening on port \d+\n/);
    expect(await answer(port)).toMatch(/^process \d+, child of \d+\n$/);
    await container.signal('SIGTERM');
    expect(await container.ended).toEqual({ code: 0, signal: null });
    expect(container.said).toMatch(/koffi/);
  });

  it('refuses a directory that the image does not have', async () => {
    const container = new Container(image, {}, [...image.command.slice(0, -1), '/none']);
    expect(await container.ended).toEqual({ code: 111, signal: null });
    expect(container.said).toBe('runstate: fatal: there is no directory /none\n');
  });
});
