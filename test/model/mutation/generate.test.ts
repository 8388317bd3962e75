import { describe, expect, it } from 'vitest';
import { allMutants, mutantsIn } from './generate.ts';
import { brokenText, tellMutant } from './mutant.ts';

/** Operator, what was there and what is there instead. */
const breaksOf = (text: string): string[] =>
  mutantsIn('some.ts', text).map((mutant) => tellMutant(mutant).replace(/^\S+ some\.ts:\d+ /, ''));

describe('what can be broken', () => {
  it('in a condition', () => {
    expect(breaksOf('const f = (a: number, b: boolean) => a < 2 && !b;')).toEqual([
      '&& becomes ||: a < 2 && !b -> ((a < 2) || (!b))',
      '&& with one side: a < 2 && !b -> (a < 2)',
      '&& with one side: a < 2 && !b -> (!b)',
      '< becomes <=: < -> <=',
      '< becomes >=: < -> >=',
      'one more: 2 -> 3',
      'one less: 2 -> (1)',
      'drop !: !b -> (b)',
    ]);
  });

  it('in a list that is made from another one', () => {
    expect(
      breaksOf("const f = (list: string[]) => [...list.filter((one) => one.startsWith('t')), 'SIGTERM'];"),
    ).toEqual([
      "one element less: ...list.filter((one) => one.startsWith('t')), -> (nothing)",
      "one element less: , 'SIGTERM' -> (nothing)",
      "drop filter: list.filter((one) => one.startsWith('t')) -> list",
      "turn predicate round: one.startsWith('t') -> !(one.startsWith('t'))",
      'startsWith becomes endsWith: startsWith -> endsWith',
      `another word: 't' -> "u"`,
      `another word: 'SIGTERM' -> "SIGKILL"`,
    ]);
  });

  it('not where a method is called as one of every object is', () => {
    expect(breaksOf('export const f = (a: string[]) => a.toString();')).toEqual([]);
  });

  it('in what is done for its effect', () => {
    expect(breaksOf('let a = f(); while (a) { if (g) break; a++; }')).toEqual([
      'loop not entered: a -> false',
      'if (true): g -> true',
      'if (false): g -> false',
      'leave out break: break; -> ;',
      'leave out: a++; -> ;',
      '++ the other way: a++ -> a--',
    ]);
  });

  it('in a chart', () => {
    const chart = `import { setup } from 'xstate';
      export const machine = setup({ guards: { may: () => isFine } }).createMachine({
        initial: 'a',
        states: {
          a: { entry: ['x', 'y'], on: { go: [{ guard: 'may', target: 'b' }, { target: '#c' }] } },
          b: { after: { pause: 'a' } },
          c: { id: 'c', always: 'a' },
        },
      });`;
    expect(breaksOf(chart)).toEqual([
      'guard lets through: () => isFine -> () => true',
      'guard refuses: () => isFine -> () => false',
      "wrong initial state: 'a' -> 'b'",
      "drop entry: entry: ['x', 'y'], -> (nothing)",
      "drop one of entry: 'x', -> (nothing)",
      "drop one of entry: , 'y' -> (nothing)",
      "swap two of entry: 'x', 'y' -> 'y', 'x'",
      "drop all of on: , on: { go: [{ guard: 'may', target: 'b' }, { target: '#c... -> (nothing)",
      "drop go: go: [{ guard: 'may', target: 'b' }, { target: '#c' }] -> (nothing)",
      "drop one of go: { guard: 'may', target: 'b' }, -> (nothing)",
      "drop one of go: , { target: '#c' } -> (nothing)",
      "swap two of go: { guard: 'may', target: 'b' }, { target: '#c' } -> { target: '#c' }, { guard: 'may', target: 'b' }",
      "drop guard: guard: 'may', -> (nothing)",
      "flip guard: 'may' -> notByMutation('may')",
      "wrong target: 'b' -> 'c'",
      "wrong target: 'b' -> 'a'",
      "drop all of after: after: { pause: 'a' } -> (nothing)",
      "drop pause: pause: 'a' -> (nothing)",
      "wrong target: 'a' -> 'b'",
      "wrong target: 'a' -> 'c'",
      "drop all of always: , always: 'a' -> (nothing)",
      "wrong target: 'a' -> 'b'",
      "wrong target: 'a' -> 'c'",
    ]);
  });

  it('not in types, imports and sentences', () => {
    expect(
      breaksOf("import { b } from './b.ts'; type A = 'x' | 2; const a = b as A; export const c = 'no such file';"),
    ).toEqual([]);
  });
});

it('a mutant is known by an id of its own, and is another text', () => {
  const mutants = allMutants();
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  expect(mutants.length).toBeGreaterThan(2000);
});

it('keeps its id where lines are put above it', () => {
  const text = 'export const isOld = (age: number) => age > 7;\n';
  const moved = `\n/** Words. */\n${text}`;
  expect(mutantsIn('a.ts', moved).map(({ id }) => id)).toEqual(mutantsIn('a.ts', text).map(({ id }) => id));
});

it('changes one place and adds what the change needs', () => {
  const broken = { operator: 'flip', start: 4, end: 5, text: 'not(b)', needs: '\nneeded;' };
  expect(brokenText('a = b;', broken)).toBe('a = not(b);\nneeded;');
});
