import { quoted } from '../demo/words.ts';
import type { Made } from './create.ts';
import { LOG_FILE } from './entries.ts';
import type { ServicePlan } from './plan.ts';

/** What was made of a plan, a line each. */
export const madeLines = ({ log }: ServicePlan, { path, link }: Made): string[] => [
  `made ${path}${link === undefined ? '' : `, linked as ${link}`}`,
  log ? `what it prints goes to ${path}/${LOG_FILE}` : 'what it prints goes where its supervisor prints',
];

/** What to do next, and with what. */
export const nextLine = ({ down }: Pick<ServicePlan, 'down'>, { path, link }: Made): string => {
  const service = quoted(link ?? path);
  return down
    ? `it does not start by itself, as there is a file down: sv up ${service}`
    : `it starts as soon as a runsvdir sees it: sv status ${service}`;
};
