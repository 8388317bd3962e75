import type { Part } from './case.ts';
import { logs } from './logs/part.ts';
import { starts } from './starts/part.ts';
import { supervision } from './supervision/part.ts';
import { watch } from './watch/part.ts';

/** What `npm run bench` measures: one entry a part, in the order they are run. */
export const parts: Readonly<Record<string, Part>> = { logs, starts, supervision, watch };
