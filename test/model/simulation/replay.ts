import { loadProduct } from './product.ts';
import { simulate } from './simulate.ts';
import { type Story, storyOf } from './story.ts';
import { failureText, storyText } from './tell.ts';

/** Plays one story again, given as a seed or as it was printed. */
const [given] = process.argv.slice(2);
if (given === undefined) {
  process.stderr.write('usage: replay.ts SEED|STORY\n');
  process.exit(100);
}
const story: Story = /^\d+$/.test(given) ? storyOf(Number(given)) : JSON.parse(given);
const outcome = simulate(story, await loadProduct());
const isGood = outcome.violation === undefined;
process.stdout.write(
  `${isGood ? `${storyText(story)}\n${outcome.trace}\nnothing went wrong` : failureText(story, outcome)}\n`,
);
process.exitCode = isGood ? 0 : 1;
