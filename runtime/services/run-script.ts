import { quoted } from '../demo/words.ts';
import type { Helpers, ServicePlan } from './plan.ts';

const commentLines = ({ comments = [] }: ServicePlan): string[] =>
  comments.map((comment) => `# ${comment.replaceAll('\n', ' ')}`);

/** What chpst is to change before the program runs. */
const changes = ({ user, environment, directory }: ServicePlan): string[] => [
  ...(environment.size > 0 ? ['-e', directory === undefined ? './env' : '"$OLDPWD/env"'] : []),
  ...(user === undefined ? [] : ['-u', quoted(user)]),
];

/** The script `run`: the program takes the place of the shell, so that signals meet it. */
export const runScript = (plan: ServicePlan, { chpst, sv }: Helpers): string => {
  const changed = changes(plan);
  const words = [...(changed.length > 0 ? [...chpst.map(quoted), ...changed] : []), ...plan.command.map(quoted)];
  return [
    '#!/bin/sh',
    ...commentLines(plan),
    'exec 2>&1',
    // While it is told so it runs already: as of `sv once`, it is not started again.
    ...(plan.once ? [`${sv.map(quoted).join(' ')} once .`] : []),
    ...(plan.directory === undefined ? [] : [`cd ${quoted(plan.directory)} || exit 1`]),
    `exec ${words.join(' ')}`,
    '',
  ].join('\n');
};

/** The script `log/run`. Nothing but this one command, its words as they are: so it needs no process of its own. */
export const logScript = ({ svlogd }: Helpers): string =>
  `#!/bin/sh\nexec ${svlogd.map(quoted).join(' ')} -tt ./main\n`;
