import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { describe } from 'vitest';
import { becomes, type Call, ends, isRoot, through, waits } from './support/chpst-run.ts';
import { same } from './support/compare.ts';
import { PLAIN_ENVIRONMENT } from './support/program.ts';
import type { Sandbox } from './support/sandbox.ts';

const words = (args: readonly string[]): string => args.map((word) => JSON.stringify(word)).join(' ') || 'nothing';

describe('the program finds what chpst was started with', () => {
  const STARTS: Readonly<Record<string, Call>> = {
    'as usual': {},
    'with ignored signals': { through: through("trap '' HUP INT PIPE USR1 USR2 TSTP XFSZ TERM CHLD") },
    'with blocked signals': { through: ['env', '--block-signal=USR1,USR2,HUP,PIPE,TERM'] },
    'with few descriptors allowed': { through: through('ulimit -Sn 512') },
    'with a hard limit of descriptors': { through: through('ulimit -n 256') },
    'with other limits': { through: through('ulimit -c 0 && ulimit -s 4096 && ulimit -t 3600') },
    'with little memory allowed': { through: through('ulimit -S -v 200000 && ulimit -S -d 50000') },
    'with a small stack': { through: through('ulimit -S -s 128') },
    'with few processes allowed': { through: through('ulimit -S -p 4') },
    'with hardly a descriptor': { through: through('ulimit -S -n 16') },
    'with an environment that Node would heed': {
      env: {
        ...PLAIN_ENVIRONMENT,
        OPENSSL_CONF: '/no',
        NODE_DEBUG: 'fs',
        NODE_CHANNEL_FD: '9',
        NODE_COMPILE_CACHE: '/no',
      },
    },
    'with a umask': { through: through('umask 027') },
    'as a nice process': { through: ['nice', '-n', '5'] },
    'with further descriptors': { through: through('exec 3</dev/null 7>/dev/null') },
    'with nothing standard open': { through: through('exec <&- >&- 2>&-') },
    // Nor any of those that a test runner leaves open.
    'with nothing open at all': {
      through: ['perl', '-MPOSIX', '-e', 'POSIX::close($_) for 0 .. 300; exec @ARGV'],
    },
    'without standard input': { through: through('exec <&-') },
    'with a standard input that does not block': {
      through: ['perl', '-MFcntl', '-e', 'fcntl(STDIN, F_SETFL, O_NONBLOCK); exec @ARGV'],
    },
    'with an empty environment': { env: {}, through: ['env', '-i'] },
    'with an odd environment': {
      env: { ...PLAIN_ENVIRONMENT, EMPTY: '', LINES: 'a\nb', UTF: 'ä€', NODE_OPTIONS: '--no-warnings', 'A-B': 'c' },
    },
    'with names that shells know': {
      env: { ...PLAIN_ENVIRONMENT, SHLVL: '7', _: 'x', PS1: 'x', ENV: '/nowhere', PWD: '/', OLDPWD: '/', IFS: 'x' },
    },
    'with bytes that are not UTF-8': {
      through: ['sh', '-c', 'X=$(printf "a\\377b") && export X && exec "$@"', 'sh'],
    },
    'in another directory': { prepare: (box) => void box.make('deep/er', {}), cwd: 'deep/er' },
  };
  for (const [how, call] of Object.entries(STARTS)) {
    const { cwd, ...rest } = call;
    if (cwd === undefined) same(how, becomes([], call));
    else same(how, becomes(['-v'], { ...rest, through: through(`cd ${cwd}`) }));
  }
});

describe('arguments', () => {
  const bytes = (script: string) => ends([], { through: ['sh', '-c', `exec "$@" ${script}`, 'sh'] });
  same('that are not UTF-8', bytes('echo "$(printf "a\\377b\\200")" é'));
  same('of which the program is one', bytes('"$(printf "a\\377b")"'));
  same('to an option', bytes('-b "$(printf "x\\377")" "$(printf "a\\377b")"'));
  same('to -e', bytes('-e "$(printf "x\\377")" true'));
  same('that are empty', becomes(['-b', ''], {}));
});

describe.skipIf(!isRoot)('users and groups', () => {
  const ACCOUNTS = ['nobody', 'nobody:adm', 'nobody:adm:daemon', 'root:adm:adm', ':5:6', ':5:6:7:6', ':0:0', ':007:08'];
  for (const account of ACCOUNTS) {
    same(`-u ${account}`, becomes(['-u', account]));
    same(`-U ${account}`, becomes(['-U', account]));
  }
  const UNKNOWN = [
    '',
    'nosuch',
    '5',
    ' 5',
    'nobody:',
    'nobody:nosuch',
    'nobody:adm:',
    'nobody::adm',
    'nobody:adm:nosuch',
  ];
  const INVALID = [':', ':5', ':1000', ':x', ':a:5', ':1000:5x', ':5:6:7x', ':-1:5', ':+1:5', ': 1:5'];
  const IMPOSSIBLE = [':4294967295:5', ':5:4294967295'];
  for (const account of [...UNKNOWN, ...INVALID, ...IMPOSSIBLE])
    for (const option of ['-u', '-U']) same(`${option} ${account}`, ends([option, account, 'true']));
  const many = (count: number, one: string): string => Array(count).fill(one).join(':');
  for (const account of [`nobody:${many(60, 'adm')}`, `nobody:${many(60, 'adm')}:nosuch`, `:5:${many(60, '7')}`])
    same(`-u ${account.slice(0, 12)}... with ${account.split(':').length}`, becomes(['-u', account]));
  for (const account of [`nobody:${many(59, 'adm')}:nosuch`, `:5:${many(61, '7')}`])
    same(`-u ${account.slice(0, 12)}... with ${account.split(':').length}`, ends(['-u', account, 'true']));

  // Node's threads must not count as processes of the user.
  for (const most of [50, 3])
    same(
      `-u daemon who may have ${most} processes`,
      becomes(['-u', 'daemon'], { through: ['prlimit', `--nproc=${most}`] }),
    );

  const asNobody = (...args: string[]) => ends(args, { through: ['/usr/bin/chpst', '-u', 'nobody'], prepare: open });
  const open = (box: Sandbox): void => {
    box.make('private', { A: { text: 'a', mode: 0 }, 'x/A': 'directory' });
    box.make('closed', {});
    for (const [path, mode] of [
      ['.', 0o755],
      ['private', 0o755],
      ['closed', 0o711],
    ] as const)
      chmodSync(box.path(path), mode);
  };
  const REFUSED: readonly (readonly string[])[] = [
    ['-u', 'nobody', 'true'],
    ['-u', ':65534:65534', 'true'],
    ['-U', 'nobody', 'true'],
    ['-n', '-5', 'true'],
    ['-n', '3', 'nice'],
    ['-/', '/', 'true'],
    ['-e', 'private', 'true'],
    ['-e', 'closed', 'true'],
    ['-l', 'private/lock', 'true'],
    ['-l', 'private/A', 'true'],
  ];
  for (const args of REFUSED) same(`by nobody: ${words(args)}`, asNobody(...args));
});

describe('limits, in the order of the options or not', () => {
  const LIMITS: readonly (readonly string[])[] = [
    ['-m', '200000000'],
    ['-d', '100000000'],
    ['-o', '64'],
    ['-p', '500'],
    ['-f', '1000000'],
    ['-c', '0'],
    ['-c', ''],
    ['-r', '5000000'],
    ['-t', '100'],
    ['-o', '99999999'],
    ['-o', '18446744073709551615'],
    ['-o', '18446744073709551614'],
    ['-o', '5', '-o', '18446744073709551614'],
    ['-o', '9223372036854775808'],
    ['-c', '18446744073709551616'],
    ['-c', '18446744073709551617'],
    ['-m', '200000000', '-d', '150000000'],
    ['-d', '150000000', '-m', '200000000'],
    ['-o', '5', '-o', '100'],
    ['-n', '5'],
    ['-n', '+5'],
    ['-n', '99999999999'],
    ['-n', '100', '-n', '2'],
  ];
  for (const args of LIMITS) same(words(args), becomes(args));
  for (const args of [
    ['-n', '-5'],
    ['-n', '-30'],
    ['-n', '2147483648'],
    ['-n', '4294967297'],
  ])
    same(words(args), becomes(args));
});

describe('descriptors, session and lock', () => {
  for (const args of [['-0'], ['-1'], ['-01'], ['-012'], ['-2']]) same(words(args), becomes(args));
  const lock = ['-l', 'lock'];
  for (const args of [lock, ['-L', 'lock'], [...lock, '-0'], [...lock, '-012', '-P']]) same(words(args), becomes(args));
  const closed: Readonly<Record<string, string>> = { '<&-': '-0', '>&-': '-1', '2>&-': '-2' };
  for (const [redirection, option] of Object.entries(closed)) {
    same(`${redirection}, then ${option}`, ends([option, 'echo', 'a'], { through: through(`exec ${redirection}`) }));
    same(`${redirection}, then a lock`, becomes(lock, { through: through(`exec ${redirection}`) }));
    same(
      `${redirection}, then a lock and ${option}`,
      becomes([...lock, option], { through: through(`exec ${redirection}`) }),
    );
  }
  same('a lock beside further descriptors', becomes(lock, { through: through('exec 3</dev/null 5</dev/null') }));

  /** Whether the process leads its group and its session. */
  const LEADS = 'set -- $(cut -d" " -f1,5,6 /proc/self/stat); [ $1 = $2 ]; echo $?; [ $1 = $3 ]; echo $?';
  const inGroup = (...args: string[]) =>
    ends([...args, 'sh', '-c', LEADS.replace('/self/', '/$$/')], { through: ['sh', '-c', '"$@"; :', 'sh'] });
  same('no session without -P', inGroup());
  same('-P', inGroup('-P'));
  same('-P of who leads a session', becomes(['-P']));
});

describe('a lock', () => {
  const HELD = 'flock 9 && "$@"; echo "then $?"';
  const held = (...args: string[]) => ends(args, { through: ['sh', '-c', `exec 9>lock; ${HELD}`, 'sh'] });
  same('that is held', held('-L', 'lock', 'true'));
  same('that is held, and another', held('-L', 'other', 'true'));
  for (const file of ['', '.', 'no/such', '/etc/passwd/x'])
    for (const option of ['-l', '-L']) same(`${option} ${JSON.stringify(file)}`, ends([option, file, 'true']));
  same('is waited for', waits('chpst', ['-l', 'lock', 'echo', 'locked']));
  same(
    'is waited for, deaf to what was ignored',
    waits('chpst', ['-l', 'lock', 'echo', 'locked'], { through: through("trap '' HUP") }, 'SIGHUP'),
  );
  same('is kept by the program and goes with it', async (box) => {
    const script = '"$@"; flock -n lock true; echo "free: $?"';
    const inner = 'flock -n lock true; echo "free: $?"';
    return ends(['-l', 'lock', 'sh', '-c', inner], { through: ['sh', '-c', script, 'sh'] })(box);
  });
  same('is made for its owner alone, and stays', async (box) => {
    const said = await ends(['-l', 'lock', 'true'])(box);
    return { said, mode: execFileSync('stat', ['-c', '%a %s', box.path('lock')], { encoding: 'latin1' }) };
  });
});
