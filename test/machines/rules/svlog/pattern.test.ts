import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, matches } from '../../../../machines/rules/svlog/pattern.ts';
import { anyPattern, anySelectors } from '../../../support/log-arbitraries.ts';
import { isSelected, matchesPlainly } from '../../../support/log-model.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test.each([
  ['abc', 'abcd', false],
  ['abcd', 'abc', false],
  ['', '', true],
  ['*', '', true],
  ['*b', 'aab', true],
  ['*b', 'aabb', false],
  ['*b*', 'aabb', true],
  ['a*bc', 'abbc', false],
  ['a*b*c', 'axxbyyc', true],
  ['*pid*', 'x tcpsvd: info: pid 1', false],
  ['*: *: pid *', 'x tcpsvd: info: pid 1', true],
  ['a+b', 'abbb', true],
  ['a+b', 'a', false],
  ['a+b', 'abc', false],
  ['++', '+++', true],
  ['++a', '++a', true],
  ['+*', '***', true],
  ['**', 'a*b', true],
  ['**', 'ab', false],
  ['**x', 'a*bx', true],
  ['*++', 'x++', true],
  ['*+a', 'x+a', false],
  ['?', 'a', false],
  ['a+bc', 'abbbd', false],
  // L13: runit says yes, whatever follows.
  ['a+bc', 'abbb', false],
  ['a+b*', 'abbb', true],
  ['+', '', false],
])('%j on %j: %s', (pattern, line, expected) => {
  expect(matches(bytes(pattern), bytes(line), 0, line.length)).toBe(expected);
});

test('any pattern on any line is what the plain model says', () => {
  const anyLine = fc.oneof(
    anyPattern,
    fc.array(fc.constantFrom('a', 'b', '*', '+'), { maxLength: 10 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(anyPattern, anyLine, (pattern, line) => {
      expect(matches(bytes(pattern), bytes(line), 0, line.length)).toBe(matchesPlainly(pattern, line));
    }),
    { numRuns: 5000 },
  );
});

test('what lies around a line decides nothing', () => {
  fc.assert(
    fc.property(anyPattern, anyPattern, anyPattern, anyPattern, (pattern, before, line, after) => {
      const all = bytes(before + line + after);
      expect(matches(bytes(pattern), all, before.length, before.length + line.length)).toBe(
        matchesPlainly(pattern, line),
      );
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a', '', 'a'],
  ['a*', '', 'a'],
  ['ab*', 'a', 'b'],
  ['*b', 'a', 'b'],
  ['*b*', 'a', 'b'],
  ['+a', '', 'a'],
  ['a+b', 'a', 'b'],
  ['a+b*', 'a', 'b'],
])('%j does not match %j, though %j follows', (pattern, line, after) => {
  expect(matches(bytes(pattern), bytes(line + after), 0, line.length)).toBe(false);
});

test('of several selectors the last one that matches decides', () => {
  fc.assert(
    fc.property(anySelectors, anyPattern, (selectors, line) => {
      const compiled = selectors.map(({ selects, pattern }) => ({ selects, pattern: bytes(pattern) }));
      expect(judge(compiled, true, bytes(line), 0, line.length)).toBe(isSelected(selectors, line));
    }),
    { numRuns: 2000 },
  );
});
