import type { Program } from './unwrapped.ts';

/** How a well-known program comes to run in the background, by its own manual. */
export type Daemon = {
  /** Names that it has. */
  readonly name: RegExp;
  /** Any of these keeps it in the foreground; without one it goes to the background. */
  readonly needs?: readonly string[];
  /** Any of these sends it to the background; without one it stays. */
  readonly forbids?: readonly string[];
  /** How it stays in the foreground. */
  readonly instead: string;
  /** A file of settings that may say it, too. */
  readonly settings?: Settings;
};

type Settings = {
  /** Options that name it; undefined: the first argument does. */
  readonly option?: readonly string[];
  /** Where it is when nobody says. */
  readonly usual?: string;
  readonly keeps?: RegExp;
  readonly sends?: RegExp;
};

const needs = (name: RegExp, options: string, instead = options.split(' ')[0]!): Daemon => ({
  name,
  needs: options.split(' '),
  instead: `with ${instead}`,
});

const forbids = (name: RegExp, options: string, instead = `without ${options.split(' ')[0]}`): Daemon => ({
  name,
  forbids: options.split(' '),
  instead,
});

/** Programs by what their manuals say. One that is not here, nobody says anything of. */
export const DAEMONS: readonly Daemon[] = [
  {
    name: /^(nginx|openresty|angie)$/,
    needs: ['daemon off', '-t', '-T', '-v', '-V'],
    instead: "with -g 'daemon off;'",
    settings: { option: ['-c'], usual: '/etc/nginx/nginx.conf', keeps: /^[ \t]*daemon[ \t]+off[ \t]*;/m },
  },
  {
    name: /^(redis|valkey)-server$/,
    forbids: ['--daemonize yes'],
    instead: 'with --daemonize no',
    settings: { sends: /^[ \t]*daemonize[ \t]+yes/m },
  },
  needs(/^sshd$/, '-D -d -dd -ddd -i -t -T'),
  needs(/^cron$/, '-f -n'),
  needs(/^crond$/, '-f -n -d -x', '-f (busybox, dcron) or -n (cronie)'),
  needs(/^(fcron|atd|acpid|cupsd|rpcbind|snmpd|collectd|acpi_fakekeyd)$/, '-f -d --foreground'),
  needs(/^(rsyslogd|rpc\.idmapd)$/, '-n -f -fg'),
  needs(/^syslogd$/, '-n -d -F --no-detach'),
  needs(/^syslog-ng$/, '-F --foreground'),
  needs(/^dnsmasq$/, '-k --keep-in-foreground -d --no-daemon --test -v --version'),
  needs(/^haveged$/, '-F --Foreground -n --number -r --run'),
  needs(/^(apache2|httpd|apachectl|apache2ctl)$/, 'FOREGROUND NO_DETACH -X -t -f', '-D FOREGROUND'),
  needs(/^dbus-daemon$/, '--nofork --session --config-file --version'),
  needs(/^lighttpd$/, '-D -t -tt -i'),
  needs(/^chronyd$/, '-d -n -q -Q -x'),
  needs(/^ntpd$/, '-n -d -q'),
  needs(/^dhclient$/, '-d -r -x -1'),
  needs(/^dhcpd$/, '-f -d -t -T'),
  needs(/^dhcpcd$/, '-B --nobackground -T -d --debug'),
  needs(/^named$/, '-f -g'),
  needs(/^dovecot$/, '-F'),
  needs(/^proftpd$/, '-n --nodaemon -t --configtest -q'),
  needs(/^(zabbix_agentd|zabbix_server|zabbix_proxy)$/, '-f --foreground'),
  needs(/^transmission-daemon$/, '-f --foreground'),
  needs(/^squid3?$/, '-N --foreground -z'),
  needs(/^varnishd$/, '-F -C -d'),
  needs(/^keepalived$/, '-n --dont-fork -l --log-console'),
  needs(/^gpsd$/, '-N -D --foreground'),
  needs(/^connmand$/, '-n --nodaemon'),
  needs(/^NetworkManager$/, '-n --no-daemon -d --debug'),
  needs(/^lircd$/, '-n --nodaemon'),
  needs(/^smartd$/, '-n --no-fork -d --debug -q'),
  needs(/^xdm$/, '-nodaemon -debug', '-nodaemon'),
  forbids(/^(smbd|nmbd|winbindd)$/, '-D --daemon', 'with -F (--foreground)'),
  forbids(/^(mysqld|mariadbd)$/, '--daemonize'),
  forbids(/^(memcached|mosquitto|ulogd|slim|vnstatd)$/, '-d --daemon --daemonize'),
  forbids(/^mongod$/, '--fork'),
  forbids(/^(wpa_supplicant|hostapd)$/, '-B'),
  forbids(/^(openvpn|avahi-daemon|udevd|systemd-udevd|gunicorn|haproxy)$/, '--daemon -D --daemonize'),
  forbids(/^uwsgi$/, '--daemonize -d --daemonize2'),
  forbids(/^celery$/, '--detach'),
  forbids(/^postfix$/, 'start', 'as postfix start-fg'),
  forbids(/^pg_ctl(cluster)?$/, 'start', 'as postgres -D DIRECTORY'),
  forbids(/^(pm2|forever)$/, 'start', 'as what they start, by itself'),
  forbids(/^start-stop-daemon$/, '-b --background', 'as the program itself'),
  forbids(/^(rc-)?service$/, 'start restart', 'as the program that the init script starts'),
  forbids(/^systemctl$/, 'start restart', 'as the program that the unit starts'),
];

/** Programs that watch over another one, and do not pass on what runsv tells them. */
const WATCHERS: readonly (readonly [RegExp, string])[] = [[/^(mysqld|mariadbd)_safe$/, 'mysqld (mariadbd)']];

/** What a program that supervises another one is to be replaced by; undefined: it is none. */
export const watched = ({ name }: Program): string | undefined => WATCHERS.find(([its]) => its.test(name))?.[1];
