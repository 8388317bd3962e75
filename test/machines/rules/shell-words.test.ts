import { describe, expect, it } from 'vitest';
import { isComment, literalWords } from '../../../machines/rules/shell-words.ts';

describe('literal words', () => {
  it.each<[string, string[]]>([
    ['', []],
    [' \t', []],
    ['a', ['a']],
    [' a\tb ', ['a', 'b']],
    ["''", ['']],
    ['""', ['']],
    [`'a b'"c d"e`, ['a bc de']],
    [`x='' y=""`, ['x=', 'y=']],
    ['a #b', ['a']],
    ['a#', undefined as never],
    ['# a', undefined as never],
    ['a $b', undefined as never],
    ["a'b", undefined as never],
    ['a;', undefined as never],
  ])('of %j', (line, words) => expect(literalWords(line)).toEqual(words));
});

it('a comment is a line that does nothing', () => {
  expect(['', ' \t', '# a', ' #', 'a # b'].map(isComment)).toEqual([true, true, true, true, false]);
});
