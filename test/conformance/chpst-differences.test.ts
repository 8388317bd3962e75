import { describe } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { ends, isRoot, through, waits } from './support/chpst-run.ts';
import { differs, same } from './support/compare.ts';
import { link, type Sandbox, text } from './support/sandbox.ts';
import { runToEnd } from './support/startup.ts';

const said = (code: number, stderr: string, stdout = '') => ({ code, signal: undefined, stdout, stderr });
const USAGE =
  'usage: chpst [-vVP012] [-u user[:group]] [-U user[:group]] [-b argv0] [-e dir] [-/ root] [-n nice] [-l|-L lock] [-m n] [-d n] [-o n] [-p n] [-f n] [-c n] [-t n] prog\n\n';

describe.skipIf(!isRoot)('ids that are none', () => {
  const shows = ['sh', '-c', 'echo $(id -u) $(id -G)'];
  const ROOTS: Readonly<Record<string, string>> = {
    '::': '0 0\n',
    ':1000:': '1000 0\n',
    '::5': '0 5\n',
    ':5::6': '5 0 6\n',
    ':5:6:': '5 6 0\n',
    ':4294967296:1': '0 1\n',
    ':1:4294967296': '1 0\n',
    ':18446744073709551616:1': '0 1\n',
  };
  for (const [account, ids] of Object.entries(ROOTS)) {
    const refused = said(111, `chpst: fatal: invalid uid/gids: ${account.slice(1)}\n`);
    differs('C01', `-u ${account}`, ends(['-u', account, ...shows]), { runit: said(0, '', ids), runstate: refused });
    differs('C01', `-U ${account}`, ends(['-U', account, 'true']), { runit: said(0, ''), runstate: refused });
  }
});

describe('a link in an environment directory that leads nowhere', () => {
  // Whatever order the names come in, one of the links is read after a file.
  const leak = async (box: Sandbox) => {
    box.make('one', { A: text('secret'), B: link('no/such') });
    box.make('two', { B: text('secret'), A: link('no/such') });
    const seen = [];
    for (const name of ['one', 'two'])
      seen.push((await runToEnd(box, 'chpst', ['-e', name, 'env'], { env: ENV })).stdout.match(/secret/g)?.length ?? 0);
    return seen;
  };
  const ENV = { PATH: '/bin', A: 'old', B: 'old' };
  same(
    'alone: the variable is removed',
    ends(['-e', 'env', 'env'], { prepare: (box) => void box.make('env', { B: link('no/such') }), env: ENV }),
  );
  differs('C02', 'has no other value', async (box) => Math.max(...(await leak(box))), { runit: 2, runstate: 1 });
});

describe('chpst -V', () => {
  differs(
    'C07',
    'a hard limit of memory that leaves no room for Node: whether the program runs',
    async (box) => (await ends(['true'], { through: through('ulimit -v 30000') })(box)).code === 0,
    { runit: true, runstate: false },
  );

  differs('C03', 'tells another version', ends(['-V', 'true']), {
    runit: said(100, `$Id: f279d44141c981dd7535a12260efcf1ef7beed26 $\n${USAGE}`),
    runstate: said(100, `runstate ${packageFile.version}\n${USAGE}`),
  });
});

describe('a program that cannot be run', () => {
  differs('C04', 'under a limit that forbids to say so', ends(['-f', '0', 'nosuch']), {
    runit: { code: undefined, signal: 'SIGXFSZ', stdout: '', stderr: '' },
    runstate: said(111, 'chpst: fatal: unable to run: nosuch: file does not exist\n'),
  });
});

describe('chpst -C', () => {
  differs('C05', 'changes the directory', ends(['-C', '/', 'pwd']), {
    runit: said(100, `chpst: illegal option -- C\n${USAGE}`),
    runstate: said(0, '', '/\n'),
  });
  differs('C05', 'wants one that is there', ends(['-C', 'no/such', 'pwd']), {
    runit: said(100, `chpst: illegal option -- C\n${USAGE}`),
    runstate: said(111, 'chpst: fatal: unable to change directory: no/such: file does not exist\n'),
  });
});

describe('signals that whoever started chpst has set', () => {
  const ignoring = { through: ['perl', '-e', "$SIG{CHLD} = 'IGNORE'; exec @ARGV"] };
  differs('C09', 'an ignored SIGCHLD', ends(['grep', 'SigIgn', '/proc/self/status'], ignoring), {
    runit: said(0, '', 'SigIgn:\t0000000000010000\n'),
    runstate: said(0, '', 'SigIgn:\t0000000000000000\n'),
  });
  const blocking = { through: ['env', '--block-signal=HUP'] };
  differs(
    'C08',
    'a blocked one, while it waits for a lock',
    waits('chpst', ['-l', 'lock', 'echo', 'locked'], blocking, 'SIGHUP'),
    {
      runit: { before: '', code: 0, signal: undefined, after: 'locked\n' },
      runstate: { before: '', code: undefined, signal: 'SIGHUP', after: '' },
    },
  );
});
