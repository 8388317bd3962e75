import { mkdirSync } from 'node:fs';
import { describe } from 'vitest';
import { through } from './support/chpst-run.ts';
import { differsMounted, sameMounted } from './support/mounts.ts';
import { login, SIZE, utmpset } from './support/utmp.ts';

describe('utmpset says how it is used', () => {
  const REFUSED: readonly (readonly string[])[] = [[], ['-w'], ['-x'], ['-wx', 'tty1'], ['--'], ['-?'], ['-w', '--']];
  for (const args of REFUSED) sameMounted(args.join(' ') || 'without arguments', utmpset(args));
  const usage = 'usage: PROGRAM [-w] line\n\n';
  const ended = (version: string) => ({
    code: 1,
    signal: undefined,
    stdout: '',
    stderr: `${version}\n${usage}`,
    utmp: { mode: '100644', records: [] },
    wtmp: undefined,
  });
  differsMounted('T04', '-V', utmpset(['-V']), {
    runit: ended('$Id: cb399098f794012a7f5e6a3a7090b2d53b86c08c $'),
    runstate: ended('runstate 0.1.0'),
  });
});

describe('utmpset ends', () => {
  const others = [login({ line: 'tty2' }), login({ line: 'tty10' }), login({ line: 'tty' })];
  const found = [...others, login(), ...others];
  sameMounted('a login', utmpset(['tty1'], { utmp: found }));
  sameMounted('a login, with further arguments', utmpset(['tty1', 'tty2'], { utmp: found }));
  sameMounted('a login in both files', utmpset(['-w', 'tty1'], { utmp: found }));
  sameMounted('a login in both files, behind others', utmpset(['-w', 'tty1'], { utmp: found, wtmp: found }));
  sameMounted('the first of two', utmpset(['tty1'], { utmp: [login({ id: 'a' }), login({ id: 'b' })] }));
  sameMounted('one whose session is over', utmpset(['tty1'], { utmp: [login({ type: 8 })] }));
  sameMounted('not one without a user', utmpset(['tty1'], { utmp: [login({ user: '' }), login({ id: 'b' })] }));
  sameMounted('none where there is none', utmpset(['-w', 'tty1'], { utmp: others }));
  sameMounted('none in an empty file', utmpset(['tty1'], { utmp: [] }));
  sameMounted('none in a record that is cut off', utmpset(['tty1'], { utmp: [login().subarray(0, SIZE - 1)] }));
  sameMounted('a login before a record that is cut off', utmpset(['tty1'], { utmp: [login(), login().subarray(9)] }));
  sameMounted('an empty line', utmpset(['-w', ''], { utmp: [login(), login({ line: '' })] }));
  sameMounted('a line called -w', utmpset(['--', '-w'], { utmp: [login({ line: '-w' })] }));
  for (const length of [30, 31]) {
    const line = 'x'.repeat(length);
    sameMounted(`a line of ${length} bytes`, utmpset(['-w', line], { utmp: [login(), login({ line })] }));
  }
  sameMounted(
    'no line of 33 bytes',
    utmpset(['-w', 'x'.repeat(33)], { utmp: [login({ line: 'x'.repeat(32), id: '' })] }),
  );
  const bytes = { through: ['sh', '-c', 'exec "$@" -w "$(printf "a\\377")"', 'sh'], utmp: [login({ line: 'a\xff' })] };
  sameMounted('a line that is not UTF-8', utmpset([], bytes));
});

describe('utmpset cannot', () => {
  sameMounted('open utmp', utmpset(['tty1'], { utmp: null }));
  sameMounted('open a directory', utmpset(['tty1'], { utmp: null, prepare: (box) => mkdirSync(box.path('run/utmp')) }));
  sameMounted(
    'open wtmp',
    utmpset(['-w', 'tty1'], { utmp: [login()], prepare: (box) => mkdirSync(box.path('log/wtmp')) }),
  );
  const small = { through: through('trap "" XFSZ; ulimit -f 1') };
  const long = Array.from({ length: 3 }, () => login({ line: 'tty2' }));
  sameMounted(
    'write the whole record',
    utmpset(['-w', 'tty1'], { ...small, utmp: [login()], wtmp: [...long].slice(1) }),
  );
  const late = { ...small, utmp: [...long, login()] };
  const records = late.utmp.map((record) => record.toString('hex'));
  const said = (reason: string) => ({
    code: 111,
    signal: undefined,
    stdout: '',
    stderr: `utmpset: warning: unable to logout line tty1 in utmp: ${reason}\n`,
    utmp: { mode: '100644', records },
    wtmp: undefined,
  });
  differsMounted('T05', 'write the record back', utmpset(['tty1'], late), {
    runit: said('no such entry'),
    runstate: said('file too big'),
  });
});
