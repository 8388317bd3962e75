import { describe } from 'vitest';
import { same } from './support/compare.ts';
import { afterLetter, FINISH } from './support/letters.ts';
import { type Entry, runs, type Tree, text } from './support/sandbox.ts';
import { SITUATIONS } from './support/situations.ts';

const LETTERS = [...'udoxtkpchaiq12'];

/** One of each kind, where the script does not run at all. */
const SOME_LETTERS = [...'udtkph'];

/** The same script for every letter, so that it shows which ones are consulted, and in which order. */
const everywhere = (entry: Entry): Tree =>
  Object.fromEntries([...LETTERS, 'e', 'z'].map((letter) => [`control/${letter}`, entry]));

const SCRIPTS: Readonly<Record<string, Entry>> = {
  'that suppresses': runs('control-suppress.sh'),
  'that refuses': runs('control-refuse.sh'),
  'whose interpreter is missing': text('#!/nonexistent\n', 0o755),
  'without permission': text('#!/bin/sh\n', 0o644),
  'that only the group may run': text('#!/bin/sh\n', 0o654),
  'that is a directory': 'directory',
  'that is a dangling link': { link: 'nowhere' },
};

for (const [script, entry] of Object.entries(SCRIPTS)) {
  describe(`a running service, and a control script ${script}`, () => {
    const letters = 'fixture' in Object(entry) ? LETTERS : SOME_LETTERS;
    for (const letter of letters) same(letter, afterLetter(SITUATIONS.running!, letter, everywhere(entry)));
  });
}

describe('a control script that suppresses', () => {
  const tree = { ...everywhere(runs('control-suppress.sh')), ...FINISH };
  // A suppressed `p` leaves the process running, so this one situation has to do without that script.
  const { 'control/p': _, ...withoutPause } = tree;
  for (const situation of ['down', 'running and paused', 'running once', 'finish running']) {
    const scripts = situation === 'running and paused' ? withoutPause : tree;
    // What `k` does to a finish is listed with the letters; here it would only say the same again.
    const letters = situation === 'finish running' ? LETTERS.filter((letter) => letter !== 'k') : LETTERS;
    for (const letter of letters) same(`${situation}: ${letter}`, afterLetter(SITUATIONS[situation]!, letter, scripts));
  }
});
