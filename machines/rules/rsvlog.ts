import { isComment, literalWords } from './shell-words.ts';

/** Settings of rsvlog as `./conf` and the environment have them, an empty one being as good as none. */
export type RsvlogSettings = Readonly<Record<string, string | undefined>>;

/** The settings that `./conf` may make. */
export const RSVLOG_SETTINGS = [
  'SV_LOG_SYSLOG',
  'SV_LOG_SYSLOG_PRIORITY',
  'USERGROUP',
  'SV_LOG_BASE',
  'SV_LOGDIR',
  'LOGDIR',
  'CURRENT_LOG_FILE',
] as const;

const ASSIGNMENT = /^[ \t]*([A-Z_]+)=(.*)$/;
/** Behind a blank there would be a command. */
const NOTHING = /^([ \t]+(#.*)?)?$/;

const literalValue = (text: string): string | undefined => {
  if (NOTHING.test(text)) return '';
  const words = /^[ \t]/.test(text) ? undefined : literalWords(text);
  return words?.length === 1 ? words[0] : undefined;
};

/**
 * What a `./conf` sets that does nothing but give literal values to settings; undefined: it does more, and only a shell
 * can tell.
 *
 * @param text the file, one character a byte.
 */
export const literalConf = (text: string): RsvlogSettings | undefined => {
  const settings: Record<string, string> = {};
  for (const line of text.split('\n').filter((each) => !isComment(each))) {
    const [, name, assigned = ''] = ASSIGNMENT.exec(line) ?? [];
    const value = literalValue(assigned);
    if (value === undefined || !RSVLOG_SETTINGS.includes(name as (typeof RSVLOG_SETTINGS)[number])) return undefined;
    settings[name!] = value;
  }
  return settings;
};

/** What is to become of a service's lines. */
export type LogPlan =
  | { readonly type: 'syslog'; readonly priority: string }
  | {
      readonly type: 'files';
      /** `user:group` of the logger; undefined: ours. `mustExist`: it was asked for by name. */
      readonly account: string | undefined;
      readonly mustExist: boolean;
      /** The directory of the logs, relative to the log service's where it does not start with a slash. */
      readonly target: string;
      /** A second name for `current`; empty: none. */
      readonly alias: string;
    };

/** The account that the superuser's loggers have where there is one of that name. */
export const RSVLOG_ACCOUNT = { user: 'rsvlog', text: 'rsvlog:adm' } as const;

const baseOf = ({ SV_LOG_BASE, XDG_STATE_HOME, HOME = '' }: RsvlogSettings, isRoot: boolean): string =>
  SV_LOG_BASE || (isRoot ? '/var/log' : `${XDG_STATE_HOME || `${HOME}/.local/state`}/sv-helper/log`);

/**
 * What rsvlog is asked for, by the rules of sv-helper 4.2.1.
 *
 * @param service name of the service directory.
 */
export const logPlan = (settings: RsvlogSettings, service: string, isRoot: boolean): LogPlan => {
  const { SV_LOG_SYSLOG, SV_LOG_SYSLOG_PRIORITY, USERGROUP, SV_LOGDIR, LOGDIR, CURRENT_LOG_FILE } = settings;
  if (SV_LOG_SYSLOG) return { type: 'syslog', priority: SV_LOG_SYSLOG_PRIORITY || 'daemon.info' };
  const name = SV_LOGDIR || LOGDIR || service;
  return {
    type: 'files',
    account: USERGROUP || (isRoot ? RSVLOG_ACCOUNT.text : undefined),
    mustExist: Boolean(USERGROUP),
    target: name.startsWith('/') ? name : `${baseOf(settings, isRoot)}/${name}`,
    alias: CURRENT_LOG_FILE ?? '',
  };
};
