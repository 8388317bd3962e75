import { quoted } from '../../demo/words.ts';
import { type App, setting, textSetting } from './app.ts';
import { megabytes } from './command.ts';

/** How a setting that has no equivalent is told: what is so here, and what was chosen. */
type Difference = (app: App, isNode: boolean, link: string) => string | undefined;

/** Whether a setting is there, and not turned off. */
const isOn = (app: App, ...keys: string[]): boolean => {
  const value = setting(app, ...keys);
  return value !== undefined && value !== false && value !== 0 && value !== '';
};

const whereOn =
  (keys: readonly string[], text: string): Difference =>
  (app) =>
    isOn(app, ...keys) ? `${keys.find((key) => isOn(app, key))}: ${text}` : undefined;

const memory: Difference = (app, isNode) => {
  const given = textSetting(app, 'max_memory_restart');
  if (given === undefined) return undefined;
  const size = megabytes(given);
  return isNode && size !== undefined
    ? `max_memory_restart ${given}: nobody watches its memory here; Node gets --max-old-space-size=${size}, ends when its heap outgrows that, and is started again`
    : `max_memory_restart ${given}: left out, nobody watches its memory here; limit it by a cgroup, or by chpst -m in run`;
};

const types: Difference = ({ script }, isNode) =>
  isNode && /\.[cm]?ts$/.test(script) ? `${script}: Node itself runs it, and has to be 22.18 or later` : undefined;

const schedule: Difference = (app, _, link) => {
  const given = textSetting(app, 'cron_restart', 'cron');
  return given === undefined || given === '0'
    ? undefined
    : `cron_restart: left out, there is no clock for it here; a line for crontab: ${given} sv restart ${quoted(link)}`;
};

const logs: Difference = (app) => {
  const given = ['out_file', 'output', 'error_file', 'error', 'log_file', 'log'].filter((key) => isOn(app, key));
  return given.length === 0
    ? undefined
    : `${given.join(', ')}: output and errors go to one log, log/main/current, which svlogd rotates`;
};

const restarts: Difference = (app) => {
  const keys = ['min_uptime', 'max_restarts', 'restart_delay', 'exp_backoff_restart_delay', 'stop_exit_codes'];
  const given = keys.filter((key) => isOn(app, key));
  return given.length === 0
    ? undefined
    : `${given.join(', ')}: left out; it is always started again, after a second where it ran for less than one`;
};

/** All that pm2 does and a service here does not. */
const DIFFERENCES: readonly Difference[] = [
  types,
  memory,
  schedule,
  logs,
  restarts,
  whereOn(['watch'], 'left out, files are not watched here; for development: node --watch'),
  whereOn(['kill_timeout'], 'left out, nothing is killed by itself; sv -w SECONDS force-stop does so'),
  whereOn(
    ['wait_ready', 'listen_timeout'],
    'left out; a script check that asks whether it is ready has sv start wait for it',
  ),
  whereOn(['shutdown_with_message'], 'left out; it gets TERM'),
  whereOn(['log_date_format', 'time'], 'each line has the time in UTC, to the microsecond (svlogd -tt)'),
  whereOn(['source_map_support'], 'left out; node_args: --enable-source-maps does it'),
  whereOn(['pid_file', 'pid'], 'the pid is in supervise/pid'),
  whereOn(['namespace', 'post_update', 'filter_env', 'disable_logs'], 'left out, there is no such thing here'),
];

/** Settings that are honoured, or change nothing that is seen. */
const KNOWN: ReadonlySet<string> = new Set(
  `name script args cwd interpreter exec_interpreter interpreter_args node_args interpreterArgs env instances exec_mode
  autorestart user uid gid instance_var increment_var max_memory_restart cron_restart cron out_file output error_file error
  log_file log min_uptime max_restarts restart_delay exp_backoff_restart_delay stop_exit_codes watch kill_timeout
  wait_ready listen_timeout shutdown_with_message log_date_format time source_map_support pid_file pid namespace
  post_update filter_env disable_logs merge_logs combine_logs ignore_watch watch_delay watch_options vizion treekill
  force automation pmx append_env_to_name log_type`.split(/\s+/),
);

const strangers = (app: App): string[] => Object.keys(app).filter((key) => !KNOWN.has(key) && !key.startsWith('env_'));

/**
 * What a service does not have of what an app was given, a sentence each.
 *
 * @param link the path that `sv` knows it by.
 */
export const differences = (app: App, isNode: boolean, link: string): string[] => [
  ...DIFFERENCES.map((difference) => difference(app, isNode, link)).filter((told) => told !== undefined),
  ...strangers(app).map((key) => `${key}: left out, it is not known here`),
];
