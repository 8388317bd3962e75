import { scriptOf } from './kernel/programs.ts';
import type { Outcome } from './simulate.ts';
import type { Action, Service, Story } from './story.ts';

const LAST_CALLS = 60;

const detailsOf = ({ after, type, ...details }: Action): string =>
  Object.entries(details)
    .map(([name, value]) => `${name} ${typeof value === 'object' ? scriptOf(value).trim() : value}`)
    .join(', ');

const serviceText = ({ name, run, finish, log, down }: Service): string =>
  `  ${name}: ${scriptOf(run).trim()}${finish ? `, finish: ${scriptOf(finish).trim()}` : ''}${log ? ', with a log' : ''}${down ? ', with a down file' : ''}`;

/** A story in words, and the command that plays it again. */
export const storyText = (story: Story): string =>
  [
    `seed ${story.seed}`,
    ...story.services.map(serviceText),
    ...story.actions.map((action) => `  after ${action.after} ms: ${action.type} ${detailsOf(action)}`.trimEnd()),
    `again: npx node test/model/simulation/replay.ts '${JSON.stringify(story)}'`,
  ].join('\n');

/** What went wrong in a story, and how it came to that. */
export const failureText = (story: Story, { violation, trace }: Outcome): string =>
  [`${violation}`, storyText(story), 'the last calls:', ...trace.split('\n').slice(-LAST_CALLS)].join('\n');
