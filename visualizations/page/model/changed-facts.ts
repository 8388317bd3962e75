import type { Plain, Step } from './types.ts';

/** Changes of facts that are told at most. */
const MOST = 3;
const LONGEST = 40;

const wordsOf = (value: Plain | undefined): string => {
  if (value === undefined) return 'none';
  const words = typeof value === 'string' ? value : JSON.stringify(value);
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
};

const isShort = (value: Plain | undefined): boolean => value === null || typeof value !== 'object';

/** Facts that a step changed, in words: `want: up → down`. Lists and objects are named only. */
export const changedFacts = (before: Step | undefined, { facts }: Step): string => {
  if (!before) return '';
  const names = [...new Set([...Object.keys(before.facts), ...Object.keys(facts)])];
  return names
    .filter((name) => JSON.stringify(before.facts[name]) !== JSON.stringify(facts[name]))
    .slice(0, MOST)
    .map((name) =>
      isShort(before.facts[name]) && isShort(facts[name])
        ? `${name}: ${wordsOf(before.facts[name])} → ${wordsOf(facts[name])}`
        : name,
    )
    .join(', ');
};
