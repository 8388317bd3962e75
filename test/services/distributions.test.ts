import { chownSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { look } from '../../runtime/doctor/look.ts';
import { oracleInstalled } from '../conformance/support/subjects.ts';
import { BIN } from '../runtime/support/newcomer-lab.ts';
import { until } from '../support/until.ts';
import { DistributionLab } from './support.ts';

const SCRIPTS = resolve(import.meta.dirname, 'scripts');
const NOBODY = 65_534;

/** Each daemon, as its script has called it, and the signal that stopped it. */
const DAEMONS: readonly (readonly [service: string, daemon: string, called: string, stopped: 'TERM' | 'INT'])[] = [
  ['sshd', 'sshd', '-D -e -p 2222 (user 0, no environment)', 'TERM'],
  ['nginx', 'nginx', '-g daemon off; (user 0, no environment)', 'TERM'],
  ['crond', 'crond', '-n (user 0, no environment)', 'TERM'],
  ['NetworkManager', 'NetworkManager', '-n (user 0, no environment)', 'TERM'],
  ['elogind', 'elogind.wrapper', ' (user 0, no environment)', 'TERM'],
  ['dbus', 'dbus-daemon', '--system --nofork --nopidfile (user 0, no environment)', 'TERM'],
  ['postgresql', 'postgres', '-D ROOT/var/lib/postgresql/data -N 42 (user 65534, no environment)', 'INT'],
  ['redis', 'redis-server', 'ROOT/etc/redis/redis.conf (user 65534, no environment)', 'TERM'],
  ['agetty-tty1', 'agetty', '--noclear tty1 38400 linux (user 0, no environment)', 'TERM'],
  ['udevd', 'udevd', '--children-max=8 (user 0, no environment)', 'TERM'],
  [
    'wpa_supplicant',
    'wpa_supplicant',
    '-Dnl80211 -iwlan0 -cROOT/etc/wpa.conf -N -iwlan1 -cROOT/etc/wpa.conf -s (user 0, no environment)',
    'TERM',
  ],
  ['alsa', 'pause', ' (user 0, no environment)', 'TERM'],
  ['socklog-unix', 'socklog', 'unix /dev/log (user 0, no environment)', 'TERM'],
  ['chronyd', 'chronyd', '-n -u nobody (user 0, no environment)', 'TERM'],
  ['gitlab-nginx', 'opt-nginx', '-p ROOT/var/opt/gitlab/nginx -g daemon off; (user 0, production environment)', 'TERM'],
  [
    'gitlab-workhorse',
    'opt-gitlab-workhorse',
    '-listenNetwork unix -documentRoot ROOT/opt/gitlab/embedded/service/gitlab-rails/public (user 65534, production environment)',
    'INT',
  ],
];

const HELPERS = ['ssh-keygen', 'loginctl-tidy', 'alsactl', 'utmpset', 'vlogger'];

const labOfAll = (): DistributionLab => {
  const lab = new DistributionLab();
  for (const name of readdirSync(SCRIPTS)) lab.install(join(SCRIPTS, name), name);
  lab.stub(...DAEMONS.map(([, daemon]) => daemon).filter((daemon) => !daemon.startsWith('opt-')), ...HELPERS);
  lab.stub('opt/gitlab/embedded/sbin/nginx', 'opt/gitlab/embedded/bin/gitlab-workhorse');
  const logs = ['nginx', 'socklog/everything', 'socklog/secure', 'gitlab/nginx', 'gitlab/gitlab-workhorse'];
  for (const path of [...logs.map((log) => `var/log/${log}`), 'var/opt/gitlab/nginx', 'opt/gitlab/etc/env'])
    mkdirSync(join(lab.root, path), { recursive: true });
  for (const log of ['everything', 'secure']) chownSync(join(lab.root, 'var/log/socklog', log), NOBODY, NOBODY);
  writeFileSync(join(lab.root, 'opt/gitlab/etc/env/RAILS_ENV'), 'production\n');
  symlinkSync(join(lab.root, 'sv/gitlab-nginx/log/config'), join(lab.root, 'var/log/gitlab/nginx/config'));
  for (const name of readdirSync(SCRIPTS)) lab.link(name);
  return lab;
};

/** Of those that have been told more than to stop. */
const more: Readonly<Record<string, readonly string[]>> = {
  nginx: ['-g daemon off; (user 0, no environment)', 'HUP'],
  crond: ['-n (user 0, no environment)', 'TERM', '-n (user 0, no environment)'],
};

const everythingIsLogged = async (lab: DistributionLab): Promise<void> => {
  const logged = (path: string, lines: readonly string[]): Promise<unknown> =>
    until(`${path} has everything`, () => {
      expect(lab.log(path)).toEqual(lines);
      return true;
    });
  await logged('var/log/nginx', ['nginx is up', 'nginx heard HUP', 'nginx heard TERM']);
  await logged('var/log/wpa', ['wpa_supplicant is up', 'wpa_supplicant heard TERM']);
  await logged('var/log/gitlab/nginx', ['opt-nginx is up', 'opt-nginx heard TERM']);
  await logged('var/log/gitlab/gitlab-workhorse', [
    'opt-gitlab-workhorse is up',
    'received TERM from runit, sending INT instead to force quit connections',
    'opt-gitlab-workhorse heard INT',
  ]);
  for (const log of ['everything', 'secure'])
    await logged(`var/log/socklog/${log}`, ['socklog is up', 'socklog heard TERM']);
  await lab.hasNoted('vlogger-udevd', ['udevd is up', 'udevd heard TERM']);
  expect(readFileSync(join(lab.root, 'var/log/gitlab/nginx/config'), 'utf8')).toContain('n30\n');
};

const isRoot = process.getuid!() === 0;

describe.skipIf(!isRoot).each([
  ['runstate', join(BIN, 'runsvdir'), true],
  ['runit', '/usr/bin/runsvdir', oracleInstalled],
] as const)("scripts as Void, Artix and GitLab have them, under %s's runsvdir", (_, runsvdir, isInstalled) => {
  it.skipIf(!isInstalled)('start, log, hear, stop and finish', async () => {
    const lab = labOfAll();
    expect((await look(join(lab.root, 'sv'))).findings).toEqual([]);
    lab.supervise(runsvdir);
    for (const [, daemon, called] of DAEMONS) await lab.hasNoted(daemon, [called]);
    for (const [service] of DAEMONS) await lab.runs(service);
    expect(lab.sv('check', 'dbus')).toMatch(/^ok: run: ROOT\/services\/dbus: /);

    lab.sv('hup', 'nginx');
    await lab.hasNoted('nginx', more.nginx!);
    lab.sv('restart', 'crond');
    await lab.hasNoted('crond', more.crond!);

    for (const [service] of DAEMONS) expect(lab.sv('stop', service)).toMatch(/^ok: down: /);
    for (const [, daemon, called, stopped] of DAEMONS)
      await lab.hasNoted(daemon, [...(more[daemon] ?? [called]), stopped]);
    // It ends with 1 as often as it finds dbus not running yet.
    expect(lab.noted('loginctl-tidy').filter((code) => code !== '1')).toEqual(['0']);
    expect(lab.noted('alsactl')).toEqual(['restore', 'store']);
    expect(lab.noted('utmpset')).toEqual(['-w tty1']);
    expect(lab.noted('ssh-keygen')).toEqual(['-A']);

    await everythingIsLogged(lab);
  });
});
