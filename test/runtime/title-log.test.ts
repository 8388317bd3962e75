import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TitleLog } from '../../runtime/title-log.ts';

const shown = (argument: string, ...said: (string | Uint8Array)[]): string => {
  const log = new TitleLog(argument);
  for (const chunk of said) log.add(Buffer.from(chunk));
  return log.text;
};

describe('the log in the title', () => {
  it.each<[string, string[], string]>([
    ['log: ......', [], 'log: ......'],
    ['log: ......', ['ab'], 'log: ....ab'],
    ['log: ......', ['abc', 'de'], 'log: .abcde'],
    ['log: ......', ['0123456789'], 'log: 456789'],
    ['log: ......', ['a\0b\0'], 'log: ....ab'],
    ['log: ......', ['line\n'], 'log: .line\n'],
    ['1234567', ['xyz'], '12345yz'],
  ])('%j, said %j: %j', (argument, said, text) => expect(shown(argument, ...said)).toBe(text));

  it('shows characters that are whole, and bytes that are none as ?', () => {
    expect(shown('log: ....', 'üa')).toBe('log: .üa');
    expect(shown('log: ....', Buffer.from([0xff, 0x61]))).toBe('log: ..?a');
    expect(shown('log: ...', 'üü')).toBe('log: ???'.replace('???', '?') + 'ü'.replace('ü', '??'));
  });

  it('keeps its length and its first five bytes, whatever is said', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (said) => {
        const text = shown('log: ..........', ...said);
        expect(Buffer.byteLength(text)).toBe(15);
        expect(text.startsWith('log: ')).toBe(true);
      }),
    );
  });
});
