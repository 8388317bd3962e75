import { describe } from 'vitest';
import { becomes, ends, isRoot, through, waits } from './support/chpst-run.ts';
import { same } from './support/compare.ts';

const words = (args: readonly string[]): string => args.map((word) => JSON.stringify(word)).join(' ') || 'nothing';

const ENDING: Readonly<Record<string, readonly (readonly string[])[]>> = {
  setuidgid: [
    [],
    ['nobody'],
    ['nosuch', 'true'],
    ['', 'true'],
    ['nobody:adm', 'true'],
    [':5:6', 'true'],
    ['-u', 'true'],
    ['root', '-x'],
  ],
  envuidgid: [[], ['nobody'], ['nosuch', 'true'], [':5:6', 'true'], ['--', 'true']],
  envdir: [[], ['x'], ['-x', 'true'], ['nosuch', 'true']],
  pgrphack: [[], ['nosuch'], ['-x'], ['echo', 'a']],
  setlock: [
    [],
    ['-z'],
    ['f'],
    ['-n', '-x', 'f'],
    ['-X'],
    ['no/such', 'true'],
    ['-x', 'no/such', 'true'],
    ['-xX', 'no/such', 'true'],
    ['-x', 'f', 'nosuch'],
    ['f', 'nosuch'],
    ['f', '/'],
    ['-nNxX', 'f', 'echo', 'a'],
    ['--', 'f', 'echo', '-n'],
  ],
  softlimit: [
    [],
    ['-z'],
    ['-a'],
    ['-a', 'x', 'true'],
    ['-a', '=5', 'true'],
    ['-a', '5'],
    ['-o', '64', 'sh', '-c', 'ulimit -n'],
    ['-v', 'true'],
    ['-V'],
  ],
};

describe('an alias says', () => {
  for (const [name, calls] of Object.entries(ENDING))
    for (const args of calls) {
      same(`${name} ${words(args)}`, ends(args, { name }));
      if (args.length === 0) same(`d${name}`, ends(args, { name: `d${name}` }));
    }
});

describe.skipIf(!isRoot)('an alias that changes ids', () => {
  for (const name of ['setuidgid', 'dsetuidgid', 'envuidgid'])
    for (const account of ['nobody', 'daemon']) same(`${name} ${account}`, becomes([account], { name }));
});

describe('an alias becomes the program', () => {
  same('pgrphack, who leads a group', ends(['true'], { name: 'pgrphack' }));
  same(
    'pgrphack',
    ends(['sh', '-c', 'set -- $(cut -d" " -f1,5,6 /proc/$$/stat); [ $1 = $2 ] && [ $1 = $3 ]; echo $?'], {
      name: 'pgrphack',
      through: ['sh', '-c', '"$@"; :', 'sh'],
    }),
  );
  same('setlock', becomes(['lock'], { name: 'setlock' }));
  for (const letter of ['a', 'c', 'd', 'f', 'l', 'm', 'o', 'p', 'r', 's', 't'])
    for (const value of ['=', '300000000'])
      same(
        `softlimit -${letter} ${value}`,
        becomes([`-${letter}`, value], { name: 'softlimit', through: through('ulimit -Sn 100') }),
      );
  for (const option of ['', '-N', '-x', '-Nx', '-xX', '-NxX'])
    same(
      `setlock ${option} on a lock that is held`,
      ends([...(option === '' ? [] : [option]), 'lock', 'true'], {
        name: 'setlock',
        through: ['sh', '-c', 'exec 9>lock; flock 9 && "$@"; echo "then $?"', 'sh'],
      }),
    );
  same('setlock -n waits', waits('setlock', ['-n', 'lock', 'echo', 'locked']));
});
