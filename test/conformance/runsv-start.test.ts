import { symlinkSync } from 'node:fs';
import { describe } from 'vitest';
import { differs, same } from './support/compare.ts';
import { empty, link, runs, type Sandbox, type Tree } from './support/sandbox.ts';
import { refusal } from './support/startup.ts';
import { until } from './support/until.ts';

const RUN: Tree = { run: runs('recorder.sh'), down: empty };
const LOGGED: Tree = { ...RUN, 'log/run': runs('recorder.sh'), 'log/down': empty };

const withTree = (tree: Tree) => (box: Sandbox) => void box.make('service', tree);

const refusedWith = (words: string) => ({
  code: 111,
  signal: undefined,
  stdout: '',
  stderr: `runsv service: fatal: ${words}\n`,
});

/** A start in a directory that holds `tree`; runsv is expected to give up. */
const refused = (name: string, tree: Tree): void => same(name, refusal(['service'], withTree(tree)));

describe('runsv is called wrongly', () => {
  same('without an argument', refusal([]));
  same('with two arguments', refusal(['a', 'b']));
  same('with an option, which is a directory name', refusal(['-x']));
  same('with an empty name', refusal(['']));
  same('with a name that does not exist', refusal(['nowhere']));
  same(
    'with a file',
    refusal(['afile'], (box) => void box.make('.', { afile: empty })),
  );
  same('with a name that is too long', refusal(['n'.repeat(300)]));
  same('with a path of many words', refusal([`a b/${'x y '.repeat(80)}`]));
  same(
    'with a dangling link',
    refusal(['gone'], (box) => symlinkSync('nowhere', box.path('gone'))),
  );
  same(
    'with a loop of links',
    refusal(['loop'], (box) => symlinkSync('loop', box.path('loop'))),
  );
});

describe('supervise cannot be used', () => {
  refused('it is a file', { ...RUN, supervise: empty });
  refused('it is a link into a directory that does not exist', { ...RUN, supervise: link('../missing/deep') });
  refused('it is a link whose target is too long', { ...RUN, supervise: link(`../${'t'.repeat(260)}`) });
  refused('it is a link of 256 bytes', { ...RUN, supervise: link(`../${'t'.repeat(253)}`) });
  refused('it is a link to a file', { ...RUN, supervise: link('down') });
  refused('it is a loop of links', { ...RUN, supervise: link('supervise') });
  refused('lock is a directory', { ...RUN, 'supervise/lock': 'directory' });
  refused('control is a file', { ...RUN, 'supervise/control': empty });
  refused('control is a directory', { ...RUN, 'supervise/control': 'directory' });
  refused('control is a dangling link', { ...RUN, 'supervise/control': link('nowhere') });
  refused('ok is a dangling link', { ...RUN, 'supervise/ok': link('nowhere') });
  refused('log/supervise is a file', { ...LOGGED, 'log/supervise': empty });
  refused('log/supervise is a link to nowhere', { ...LOGGED, 'log/supervise': link('../missing/deep') });
  refused('log/supervise is a link whose target is too long', { ...LOGGED, 'log/supervise': link('t'.repeat(260)) });
  refused('log/supervise/lock is a directory', { ...LOGGED, 'log/supervise/lock': 'directory' });
  differs(
    'R04',
    'log/supervise/control is a dangling link',
    refusal(['service'], withTree({ ...LOGGED, 'log/supervise/control': link('nowhere') })),
    {
      runit: refusedWith('unable to open log/supervise/control: file does not exist'),
      runstate: refusedWith('unable to stat log/supervise/control: file does not exist'),
    },
  );
  differs(
    'R04',
    'log/supervise/control is a directory',
    refusal(['service'], withTree({ ...LOGGED, 'log/supervise/control': 'directory' })),
    {
      runit: refusedWith('unable to open log/supervise/control: is a directory'),
      runstate: refusedWith('log/supervise/control exists but is not a fifo'),
    },
  );
});

describe('supervise/ok is no FIFO', () => {
  const outcome = (tree: Tree) => async (box: Sandbox) => {
    const service = box.make('service', { run: runs('recorder.sh'), ...tree });
    const runsv = box.start(box.subject.runsv, ['service']);
    await until('it starts or ends', () => runsv.result !== undefined || service.count('run ready') > 0);
    return { ended: runsv.result, stderr: runsv.stderr() };
  };
  const accepted = { ended: undefined, stderr: '' };
  const refusedFor = (path: string) => ({
    ended: { code: 111, signal: undefined },
    stderr: `runsv service: fatal: ${path} exists but is not a fifo\n`,
  });
  for (const [what, entry] of Object.entries({ file: empty, directory: 'directory' as const })) {
    differs('R01', `a ${what}`, outcome({ 'supervise/ok': entry }), {
      runit: accepted,
      runstate: refusedFor('supervise/ok'),
    });
    differs('R01', `a ${what} of the log`, outcome({ 'log/run': runs('recorder.sh'), 'log/supervise/ok': entry }), {
      runit: accepted,
      runstate: refusedFor('log/supervise/ok'),
    });
  }
});
