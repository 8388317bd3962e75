import { Fatal } from '../../fatal.ts';

/** An entry of `apps` in an ecosystem file of pm2, as it is there. */
export type App = { readonly [key: string]: unknown; readonly script: string };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The apps of an ecosystem file: `{ apps: [...] }`, a list, or one app. Throws {@link Fatal} where it is none. */
export const appsOf = (config: unknown, path: string): App[] => {
  const list = isObject(config) && 'apps' in config ? config.apps : config;
  const apps = Array.isArray(list) ? list : [list];
  if (apps.length === 0) throw new Fatal(`${path} has no apps`);
  for (const [at, app] of apps.entries())
    if (!isObject(app) || typeof app.script !== 'string' || app.script === '')
      throw new Fatal(`${path}: app ${at + 1} has no script`);
  return apps as App[];
};

/** The first of several names of a setting that is there. */
export const setting = (app: App, ...keys: string[]): unknown =>
  keys.map((key) => app[key]).find((value) => value !== undefined && value !== null);

/** The same, as text; undefined where it is neither text nor a number. */
export const textSetting = (app: App, ...keys: string[]): string | undefined => {
  const value = setting(app, ...keys);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

/** The words of a command line: pm2 takes them as a list, or as one text with quotes. */
export const wordsOf = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const words = String(value).match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
};

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** The variables of an app: `env`, and over them `env_NAME`. */
export const variablesOf = (app: App, name: string | undefined): Map<string, string> => {
  const chosen = name === undefined ? undefined : app[`env_${name}`];
  const all = { ...(isObject(app.env) ? app.env : {}), ...(isObject(chosen) ? chosen : {}) };
  return new Map(
    Object.entries(all)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [key, textOf(value)]),
  );
};
