import { basename, extname } from 'node:path';
import { Fatal } from '../../fatal.ts';
import { mustBeAccount } from '../../services/account.ts';
import { mustBeDirectory } from '../../services/create.ts';
import { nameProblem, type ServicePlan } from '../../services/plan.ts';
import { variableProblem } from '../../services/variable-file.ts';
import { type App, setting, textSetting, variablesOf } from './app.ts';
import { appCommand, directoryOf } from './command.ts';
import { differences } from './differences.ts';
import { instancesNote, instancesOf, instanceVariables } from './instances.ts';

/** The services that an app becomes, and what is to be said of them. */
export type Planned = {
  readonly name: string;
  readonly plans: readonly ServicePlan[];
  readonly notes: readonly string[];
};

const nameOf = (app: App): string =>
  (textSetting(app, 'name') ?? basename(app.script, extname(app.script))).replaceAll('/', '-').replace(/^[.-]+/, '');

const accountOf = (app: App): string | undefined => {
  const [user, group] = [textSetting(app, 'user', 'uid'), textSetting(app, 'gid')];
  if (user === undefined) return undefined;
  if (!/^\d+$/.test(user)) return group === undefined ? user : `${user}:${group}`;
  if (group === undefined || !/^\d+$/.test(group))
    throw new Fatal(`uid ${user} needs a gid, as a number, or a user's name`);
  return `:${user}:${group}`;
};

const mustBeVariables = (variables: ReadonlyMap<string, string>): void => {
  for (const [name, value] of variables) {
    const problem = variableProblem(name, value);
    if (problem !== undefined) throw new Fatal(problem);
  }
};

const planOf = (
  app: App,
  home: string,
  variables: ReadonlyMap<string, string>,
): Omit<ServicePlan, 'name'> & { isNode: boolean } => {
  const directory = directoryOf(app, home);
  mustBeDirectory(directory);
  mustBeVariables(variables);
  const user = accountOf(app);
  if (user !== undefined) mustBeAccount(user);
  const { words, isNode } = appCommand(app, directory, variables.get('PATH'));
  return {
    ...{ command: words, user, environment: variables, directory, isNode },
    ...{ once: app.autorestart === false, log: true, down: false },
  };
};

/**
 * The services that an app becomes. Throws {@link Fatal} where it cannot be one.
 *
 * @param home directory of the file that it is from.
 * @param environment which `env_NAME` counts.
 * @param linkOf the path by which `sv` knows a service.
 */
export const planApp = (
  app: App,
  home: string,
  environment: string | undefined,
  linkOf: (name: string) => string,
): Planned => {
  const name = nameOf(app);
  const problem = nameProblem(name);
  if (problem !== undefined) throw new Fatal(problem);
  const variables = variablesOf(app, environment);
  const { isNode, ...plan } = planOf(app, home, variables);
  const count = instancesOf(app);
  const comments = [`Was ${name} in a file of pm2's.`];
  const note = instancesNote(app, count, isNode);
  const isUnknown = environment !== undefined && setting(app, `env_${environment}`) === undefined;
  const notes = [
    ...(isUnknown ? [`it has no env_${environment}: env alone counts`] : []),
    ...(note === undefined ? [] : [note]),
    ...differences(app, isNode, linkOf(count === 1 ? name : `${name}-0`)),
  ];
  const numbered = (which: number): ServicePlan => ({
    ...plan,
    ...{ name: `${name}-${which}`, comments, environment: instanceVariables(app, variables, which) },
  });
  const plans =
    count === 1 ? [{ ...plan, name, comments }] : Array.from({ length: count }, (_, which) => numbered(which));
  return { name, plans, notes };
};
