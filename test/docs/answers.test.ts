import { describe, expect, it } from 'vitest';
import { Answers } from './support/answers.ts';

const TEXTS = ['run: web: (pid 10) …s', 'run: log: (pid 20) …s'];

describe('an answer', () => {
  it('names the same process by the same number', () => {
    const answers = new Answers(TEXTS);
    expect(answers.match(TEXTS, 'run: web: (pid 7) 1s\nrun: log: (pid 8) 1s\n')).toBe(true);
    expect(answers.match(TEXTS, 'run: web: (pid 9) 1s\nrun: log: (pid 8) 1s\n')).toBe(false);
    expect([...answers.pids]).toEqual([
      ['10', '7'],
      ['20', '8'],
    ]);
  });

  it('that gives one process two numbers is refused, and forgotten', () => {
    const answers = new Answers(TEXTS);
    expect(answers.match(TEXTS, 'run: web: (pid 7) 1s\nrun: log: (pid 7) 1s\n')).toBe(false);
    expect([...answers.pids]).toEqual([]);
    expect(answers.match(TEXTS, 'run: web: (pid 7) 1s\nrun: log: (pid 8) 1s\n')).toBe(true);
  });

  it('that is an older process still is refused, and the next one taken', () => {
    const answers = new Answers(['(pid 10)', '(pid 11)']);
    expect(answers.match(['(pid 10)'], '(pid 7)\n')).toBe(true);
    expect(answers.match(['(pid 11)'], '(pid 7)\n')).toBe(false);
    expect(answers.match(['(pid 11)'], '(pid 8)\n')).toBe(true);
  });
});
