import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { describe } from 'vitest';
import type { Scenario } from './support/compare.ts';
import { differsMounted, sameMounted } from './support/mounts.ts';
import { calls, listed, PLAIN, runsvchdir } from './support/runsvchdir.ts';
import { empty, link } from './support/sandbox.ts';
import { canTrace } from './support/trace.ts';

describe('runsvchdir', () => {
  const ONE: Readonly<Record<string, readonly string[]>> = {
    'without a directory': [],
    'with an empty name': [''],
    'to another directory': ['b'],
    'to the current one': ['a'],
    'to the current one by another name': ['../runsvdir/a'],
    'to the current one through the link': ['current'],
    'with a slash at the end': ['b/'],
    'with an absolute path': ['/etc/runit/runsvdir/b'],
    'with a path': ['a/../b'],
    'with further arguments': ['b', 'a'],
    'with a dot in front': ['.b'],
    'with -V': ['-V'],
    'to nothing': ['c'],
    'with a name that is too long': ['x'.repeat(300)],
  };
  for (const [how, args] of Object.entries(ONE)) sameMounted(how, calls([args]));

  sameMounted('there and back', calls([['b'], ['a'], ['b'], ['b']]));
  sameMounted('to a file', calls([['f']], { tree: { ...PLAIN, 'etc/runsvdir/f': empty } }));
  sameMounted('to a link', calls([['l']], { tree: { ...PLAIN, 'etc/runsvdir/l': link('b') } }));
  sameMounted('to a link that leads nowhere', calls([['l']], { tree: { ...PLAIN, 'etc/runsvdir/l': link('c') } }));
  sameMounted('to a link that leads to itself', calls([['l']], { tree: { ...PLAIN, 'etc/runsvdir/l': link('l') } }));
  sameMounted('where there is no current', calls([['a']], { tree: { 'etc/runsvdir/a': 'directory' } }));
  sameMounted(
    'where current leads nowhere',
    calls([['a']], { tree: { 'etc/runsvdir/a': 'directory', 'etc/runsvdir/current': link('c') } }),
  );
  sameMounted(
    'where current is a directory',
    calls([['a']], { tree: { 'etc/runsvdir/a': 'directory', 'etc/runsvdir/current/x': empty } }),
  );
  sameMounted('where there was a previous', calls([['b']], { tree: { ...PLAIN, 'etc/runsvdir/previous': link('c') } }));
  sameMounted(
    'where previous is a directory',
    calls([['b']], { tree: { ...PLAIN, 'etc/runsvdir/previous': 'directory' } }),
  );
  sameMounted(
    'where another one has left a new link',
    calls([['b']], { tree: { ...PLAIN, 'etc/runsvdir/current.new': link('c') } }),
  );
  sameMounted(
    'where the new link is a directory',
    calls([['b']], { tree: { ...PLAIN, 'etc/runsvdir/current.new/x': empty } }),
  );

  sameMounted(
    'where there are no directories',
    calls([['b']], { prepare: (box) => renameSync(box.path('etc/runsvdir'), box.path('etc/moved')) }),
  );
  sameMounted(
    'with a name that is not UTF-8',
    calls([[]], {
      prepare: (box) =>
        void execFileSync('sh', ['-c', 'mkdir "$(printf "b\\377")"'], { cwd: box.path('etc/runsvdir') }),
      through: ['sh', '-c', 'exec "$@" "$(printf "b\\377")"', 'sh'],
    }),
  );
});

describe('runsvchdir, where runit differs', () => {
  const said = (stdout: string, stderr = '', code = 0) => ({ code, signal: undefined, stdout, stderr });
  const elsewhere = {
    env: { RUNSVDIR: '/run/runit/runsvdir' },
    tree: {
      ...PLAIN,
      'run/runit/runsvdir/b': 'directory',
      'run/runit/runsvdir/current': link('x'),
      'run/runit/runsvdir/x': 'directory',
    },
  } as const;
  differsMounted('T01', 'RUNSVDIR names the directory of the links', calls([['b']], elsewhere), {
    runit: {
      said: [said('runsvchdir: b: now current.\n')],
      etc: ['a/ ', 'b/ ', 'current -> b', 'previous -> a'],
      run: ['b/ ', 'current -> x', 'x/ '],
    },
    runstate: {
      said: [said('runsvchdir: b: now current.\n')],
      etc: ['a/ ', 'b/ ', 'current -> a'],
      run: ['b/ ', 'current -> b', 'previous -> x', 'x/ '],
    },
  });
  const asVoid = {
    'etc/runsvdir/a': 'directory',
    'etc/runsvdir/b': 'directory',
    'run/runit/runsvdir/current': link('/etc/runit/runsvdir/a'),
  } as const;
  const missing = said('', 'PROGRAM: fatal: unable to stat: current: file does not exist\n', 111);
  differsMounted(
    'T02',
    "Void's place of the links",
    calls([['b'], ['b'], ['/etc/runit/runsvdir/a']], { tree: asVoid }),
    {
      runit: { said: [missing, missing, missing], etc: ['a/ ', 'b/ '], run: ['current -> /etc/runit/runsvdir/a'] },
      runstate: {
        said: [
          said('runsvchdir: b: now current.\n'),
          said('runsvchdir: b: current.\n'),
          said('runsvchdir: /etc/runit/runsvdir/a: now current.\n'),
        ],
        etc: ['a/ ', 'b/ '],
        run: ['current -> /etc/runit/runsvdir/a', 'previous -> /etc/runit/runsvdir/b'],
      },
    },
  );
  /** Killed before each call that changes a name in turn: what is current then. */
  const killed: Scenario = async (box) => {
    const currents = [];
    for (const call of ['unlink', 'symlink', 'rename'].flatMap((name) => [
      `${name}:signal=KILL:when=1`,
      `${name}:signal=KILL:when=2`,
    ])) {
      const through = ['strace', '-qq', '-o', '/dev/null', '-e', `inject=${call}`];
      const left = runsvchdir({ through }, async (_, change) => [
        (await change(['b'])).signal,
        listed(box, 'etc/runsvdir')?.find((line) => line.startsWith('current ->')),
      ]);
      currents.push(await left(box));
      await box.wipe();
    }
    return currents;
  };
  const a = ['SIGKILL', 'current -> a'];
  const done = [undefined, 'current -> b'];
  describe.skipIf(!canTrace)('under strace', () => {
    differsMounted('T03', 'killed while it changes the links', killed, {
      runit: [a, a, a, done, a, ['SIGKILL', undefined]],
      runstate: [a, a, a, a, a, done],
    });
  });
});
