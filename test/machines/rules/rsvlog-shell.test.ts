import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { literalConf, RSVLOG_SETTINGS } from '../../../machines/rules/rsvlog.ts';

it('a ./conf means the same to a shell, where it is not left to one', () => {
  const piece = fc.constantFrom(
    'a',
    ' ',
    '\t',
    '"',
    "'",
    '#',
    '\n',
    '=',
    '$',
    '\\',
    ';',
    '~',
    '/',
    '.',
    'A',
    ...RSVLOG_SETTINGS,
    ...RSVLOG_SETTINGS.map((name) => `\n${name}=`),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      (text) => {
        const settings = literalConf(text);
        if (!settings) return;
        const script = `set -e\n${text}\n(set +e; for name in ${RSVLOG_SETTINGS.join(' ')}; do eval "printf '%s=%s\\\\n' $name \\"\\$$name\\""; done)`;
        const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { env: {}, encoding: 'latin1' });
        const expected = RSVLOG_SETTINGS.map((name) => `${name}=${settings[name] ?? ''}\n`).join('');
        expect({ text, stdout, stderr }).toEqual({ text, stdout: expected, stderr: '' });
      },
    ),
    { numRuns: 300 },
  );
});
