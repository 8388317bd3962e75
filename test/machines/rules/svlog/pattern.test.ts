import { expect, test } from 'vitest';
import { matches } from '../../../../machines/rules/svlog/pattern.ts';

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
