import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { describe } from 'vitest';
import { becomes, ends } from './support/chpst-run.ts';
import { same } from './support/compare.ts';
import { PLAIN_ENVIRONMENT } from './support/program.ts';
import { empty, link, type Sandbox, type Tree, text } from './support/sandbox.ts';

const VARIABLES: Readonly<Record<string, Tree>> = {
  'a line': { A: text('v1\n') },
  'a line without its end': { A: text('v1') },
  'two lines': { A: text('v1  \t \nsecond\n') },
  'blanks at the start': { A: text(' \t v1') },
  'blanks only': { A: text(' \t \n') },
  'an empty line': { A: text('\n') },
  nothing: { A: empty },
  'nothing, for one that is not there': { NOSUCH: empty },
  NULs: { A: text('a\0b\0 \n') },
  'a NUL before the line ends': { A: text('\0\n') },
  'a carriage return': { A: text('x\r\n') },
  'bytes that are not UTF-8': { A: text('a\xff\x80b') },
  'a name that is not ASCII': { é: text('v') },
  'a name with =': { 'A=B': text('c') },
  'a name with = and nothing': { 'A=B': empty },
  'a name that begins with =': { '=B': text('c') },
  'a name that begins with a dot': { '.A': text('c'), '.x/y': text('z') },
  'a subdirectory': { 'A/B': text('c'), B: text('d') },
  'a link': { B: link('../else'), '../else': text('there') },
  'another PATH': { PATH: text('/no/such') },
  'several that are there': { A: text('1'), PATH: text('/bin'), LC_ALL: empty, Z: text('26') },
  'a long one': { A: text('x'.repeat(100_000)) },
  'nothing at all': {},
};

const env = { ...PLAIN_ENVIRONMENT, A: 'old', Z: 'last' };

describe('-e', () => {
  for (const [what, tree] of Object.entries(VARIABLES)) {
    const prepare = (box: Sandbox): void => void box.make('env', tree);
    same(`with ${what}`, becomes(['-e', 'env'], { prepare, env }));
    same(`with ${what}, told all`, becomes(['-v', '-e', 'env'], { prepare, env }));
    same(`as envdir, with ${what}`, ends(['env', 'env'], { prepare, env, name: 'envdir' }));
  }
  same(
    'beside -U, which is told last',
    becomes(['-U', 'root', '-e', 'env'], {
      prepare: (box) => void box.make('env', { UID: text('7'), GID: empty }),
      env,
    }),
  );
  same(
    'with a FIFO',
    becomes(['-e', 'env'], {
      prepare: (box) => {
        box.make('env', {});
        execFileSync('mkfifo', [box.path('env/A')]);
      },
      env,
    }),
  );
  same(
    'with an environment that has a variable twice',
    ends(['-e', 'env', 'cat', '/proc/self/environ'], {
      prepare: (box) => void box.make('env', { A: text('new') }),
      through: ['perl', '-e', 'exec @ARGV'],
      env,
    }),
  );
  same(
    'with a name and a value of bytes',
    becomes(['-e', 'env'], {
      prepare: (box) => {
        box.make('env', {});
        writeFileSync(Buffer.concat([Buffer.from(`${box.path('env')}/A`), Buffer.of(0xff)]), Buffer.of(0xfe, 0x41));
      },
      env,
    }),
  );
});

describe('-e refuses', () => {
  for (const name of ['nosuch', 'file', '', 'file/x', 'loop'])
    for (const program of ['chpst', 'envdir'])
      same(
        `${JSON.stringify(name)}, as ${program}`,
        ends([...(program === 'chpst' ? ['-e'] : []), name, 'true'], {
          prepare: (box) => {
            writeFileSync(box.path('file'), '');
            symlinkSync('loop', box.path('loop'));
          },
          name: program,
        }),
      );
  same(
    'a link to itself in it',
    ends(['-e', 'env', 'true'], {
      prepare: (box) => void box.make('env', { A: link('A') }),
    }),
  );
});
