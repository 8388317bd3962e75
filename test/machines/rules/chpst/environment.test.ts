import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeEnvironment, variableChange, variableValue } from '../../../../machines/rules/chpst/environment.ts';

describe('the file of a variable', () => {
  it.each([
    ['', undefined],
    ['\n', ''],
    ['v1  \t \nsecond\n', 'v1'],
    ['  lead', '  lead'],
    ['a\0b\0 \n', 'a\nb\n'],
    ['x\r\n', 'x\r'],
    ['\xff\xfe', '\xff\xfe'],
    [' \t', ''],
  ])('%j', (content, value) => expect(variableValue(content)).toBe(value));
});

describe('an environment', () => {
  it('has the new one last, and the last one where the old was', () => {
    expect(changeEnvironment(['A=1', 'B=2', 'C=3'], ['A=x'])).toEqual(['C=3', 'B=2', 'A=x']);
    expect(changeEnvironment(['A=1', 'B=2', 'A=3'], ['A'])).toEqual(['A=3', 'B=2']);
    expect(changeEnvironment(['A=1', 'B=2'], ['B'])).toEqual(['A=1']);
    expect(changeEnvironment(['AB=1'], ['A'])).toEqual(['AB=1']);
    expect(changeEnvironment(['A=1'], ['A=B=c'])).toEqual(['A=B=c']);
    expect(changeEnvironment(['=1', 'A=1'], ['=x'])).toEqual(['A=1', '=x']);
  });

  it('has the values that were asked for, and all others as they were', () => {
    const name = fc.stringMatching(/^[A-D]$/);
    const value = fc.string({ maxLength: 3 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(
        fc.dictionary(name, value),
        fc.dictionary(name, fc.option(value, { nil: undefined })),
        (old, changes) => {
          const entries = Object.entries(old).map(([key, text]) => `${key}=${text}`);
          const asked = Object.entries(changes).map(([key, text]) => variableChange(key, text));
          const changed = changeEnvironment(entries, asked).map((entry) => [entry[0], entry.slice(2)]);
          const wanted = Object.entries({ ...old, ...changes }).filter(([, text]) => text !== undefined);
          expect(Object.fromEntries(changed)).toEqual(Object.fromEntries(wanted));
          expect(changed).toHaveLength(wanted.length);
        },
      ),
    );
  });
});
