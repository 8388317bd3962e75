import { expect, it } from 'vitest';
import { foregroundOf, settingsOf } from '../../../runtime/doctor/background.ts';
import { DAEMONS } from '../../../runtime/doctor/daemons.ts';
import { lastCommand } from '../../../runtime/doctor/last-command.ts';
import { unwrapped } from '../../../runtime/doctor/unwrapped.ts';

const told = (command: string, settings?: string): string | undefined => {
  const program = unwrapped(lastCommand(`exec ${command}\n`)!.words)!;
  return foregroundOf(program, settings);
};

it.each([
  ['nginx', 'worker_processes 1;\n', "with -g 'daemon off;'"],
  ['nginx', '  daemon  off ;\n', undefined],
  ["nginx -g 'daemon off;'", undefined, undefined],
  ['nginx', undefined, undefined],
  ['redis-server /etc/redis.conf', 'daemonize yes\n', 'with --daemonize no'],
  ['redis-server /etc/redis.conf --daemonize no', 'daemonize yes\n', undefined],
  ['redis-server --daemonize yes', undefined, 'with --daemonize no'],
  ['redis-server', undefined, undefined],
  ['redis-server /etc/redis.conf', '# daemonize yes\n', undefined],
  ['cron', undefined, 'with -f'],
  ['cron -f', undefined, undefined],
  ['crond -n', undefined, undefined],
  ['rsyslogd', undefined, 'with -n'],
  ['rsyslogd -n -iNONE', undefined, undefined],
  ['dnsmasq --conf-file=x', undefined, 'with -k'],
  ['dnsmasq --keep-in-foreground', undefined, undefined],
  ['dbus-daemon --system', undefined, 'with --nofork'],
  ['dbus-daemon --system --nofork --nopidfile', undefined, undefined],
  ['apache2', undefined, 'with -D FOREGROUND'],
  ['apache2 -DNO_DETACH', undefined, undefined],
  ['httpd -D FOREGROUND', undefined, undefined],
  ['smbd -D', undefined, 'with -F (--foreground)'],
  ['smbd -F', undefined, undefined],
  ['mysqld --daemonize', undefined, 'without --daemonize'],
  ['mysqld', undefined, undefined],
  ['postgres -D /data', undefined, undefined],
  ['pg_ctl -D /data start', undefined, 'as postgres -D DIRECTORY'],
  ['wpa_supplicant -i wlan0 -B', undefined, 'without -B'],
  ['wpa_supplicant -i wlan0', undefined, undefined],
  ['gunicorn --daemon app', undefined, 'without --daemon'],
  ['setuidgid www env A=b nice -n 5 cron', undefined, 'with -f'],
  ['chpst -u www:www -e ./env cron -f', undefined, undefined],
  ['pm2 start app.js', undefined, 'as what they start, by itself'],
  ['systemctl start nginx', undefined, 'as the program that the unit starts'],
  ['something-else', undefined, undefined],
  ['cron $OPTIONS', undefined, undefined],
] as const)('%s, settings %j: %s', (command, settings, instead) => {
  expect(told(command, settings)).toBe(instead);
});

it.each([
  ['nginx', '/etc/nginx/nginx.conf'],
  ['nginx -c /x/y.conf', '/x/y.conf'],
  ['redis-server /x.conf', '/x.conf'],
  ['redis-server --port 1', undefined],
  ['cron', undefined],
] as const)('settings of %s', (command, path) => {
  expect(settingsOf(unwrapped(lastCommand(`exec ${command}\n`)!.words)!)).toBe(path);
});

it('tells of each daemon how it stays, and knows none twice', () => {
  const names = DAEMONS.map(({ name }) => name.source);
  expect(new Set(names).size).toBe(names.length);
  expect(DAEMONS.filter(({ needs, forbids }) => !needs === !forbids)).toEqual([]);
});
