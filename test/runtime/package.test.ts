import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NAMES } from '../../runtime/program-names.ts';
import { registry } from '../support/registry.ts';
import { program, temporary } from '../support/temporary.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BIN = join(ROOT, 'dist/bin');
/** Without the Node of this package: what a machine has itself, or nothing. */
const PATH = '/usr/local/bin:/usr/bin:/bin';

/** As `npm pack` does it, but for the build, which has been. */
const pack = (directory: string): { filename: string; files: { path: string }[] } => {
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', directory];
  const answer = JSON.parse(
    execFileSync('npm', words, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  return (Array.isArray(answer) ? answer : Object.values(answer))[0];
};

/** Names of files, those that a bundler has made up left out. */
const isNamed = (path: string): boolean => !/^dist\/(lib\/[\w-]+-[\w-]{8}\.cjs|page\/)/.test(path);

it('the package has what its programs need, and nothing else', () => {
  const files = pack(temporary())
    .files.map(({ path }) => path)
    .sort();
  const kept = ['completions', ':(glob)docs/*.md', 'examples', 'man'];
  const whole = execFileSync('git', ['ls-files', ...kept], { cwd: ROOT, encoding: 'utf8' })
    .trim()
    .split('\n');
  // npm heeds it, and leaves it out.
  const shown = whole.filter((path) => path !== 'examples/.gitignore');
  const bundles = readdirSync(join(ROOT, 'runtime/programs')).map((file) => `dist/lib/${file.replace('.ts', '.cjs')}`);
  expect(files.filter(isNamed)).toEqual(
    [
      ...[
        'CHANGELOG.md',
        'COMPATIBILITY.md',
        'LICENSE',
        'README.md',
        'SECURITY.md',
        'package.json',
        ...shown,
        ...bundles,
      ],
      ...NAMES.map((name) => `dist/bin/${name}`),
      ...['index.cjs', 'front.sh', 'types/embedding/index.d.ts', 'types/watch/messages.d.ts'].map(
        (path) => `dist/lib/${path}`,
      ),
    ].sort(),
  );
  expect(files).toContain('dist/page/index.html');
  expect(files.filter((path) => /\.(ts|map)$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
});

describe('the package, installed globally (needs npm and its registry)', () => {
  let prefix = '';

  beforeAll(async () => {
    const { obstacle, environment } = registry();
    if (obstacle) return;
    // Not one test's own, but of all that are here.
    prefix = mkdtempSync(join(tmpdir(), 'runstate-test-'));
    const tarball = join(prefix, pack(prefix).filename);
    const quiet = ['--prefer-offline', '--no-audit', '--no-fund'];
    await execa('npm', ['install', '--global', '--ignore-scripts', '--prefix', prefix, ...quiet, tarball], {
      ...{ env: { PATH, HOME: process.env.HOME ?? '/', ...environment }, extendEnv: false, cwd: prefix },
    });
    return () => rmSync(prefix, { recursive: true, force: true });
  }, 600_000);
  beforeEach(({ skip }) => skip(prefix === '', registry().obstacle));

  it('is every program, with nothing in its environment, and says what this one says', async () => {
    expect(readdirSync(join(prefix, 'bin')).sort()).toEqual([...NAMES].sort());
    for (const name of NAMES) {
      const [here, there] = await Promise.all(
        [BIN, join(prefix, 'bin')].map(async (bin) => {
          const how = { env: {}, extendEnv: false, reject: false, stdin: 'ignore' } as const;
          const { exitCode, stdout, stderr } = await execa(join(bin, name), [], how);
          return { name, exitCode, stdout, stderr: stderr.replaceAll(`${bin}/`, '') };
        }),
      );
      expect(there).toEqual(here);
    }
  });

  it('calls the system natively, and brings the Node that it needs', async () => {
    const chpst = join(prefix, 'bin/chpst');
    const { stdout } = await execa(chpst, ['-o', '77', 'sh', '-c', 'ulimit -n'], { env: { PATH }, extendEnv: false });
    expect(stdout).toBe('77');
    const own = join(prefix, `lib/node_modules/runstate/node_modules/node-linux-${process.arch}/bin/node`);
    expect((await execa(own, ['--version'])).stdout).toMatch(/^v24\./);
  });

  it('can be imported, by the Node that the machine has', async () => {
    const directory = temporary();
    program(join(directory, 'services/web/run'), '#!/bin/sh\nexec sleep 3600\n');
    mkdirSync(join(directory, 'node_modules'));
    symlinkSync(join(prefix, 'lib/node_modules/runstate'), join(directory, 'node_modules/runstate'));
    const text = `import { supervise } from 'runstate';
      const tree = await supervise('services');
      console.log((await tree.until('web', 'running')).state);
      await tree.stop();`;
    writeFileSync(join(directory, 'example.mjs'), text);
    const { stdout, stderr } = await execa('node', ['example.mjs'], {
      cwd: directory,
      env: { PATH },
      extendEnv: false,
    });
    expect([stdout, stderr]).toEqual(['running', '']);
  });
});
