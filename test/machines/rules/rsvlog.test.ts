import { describe, expect, it, test } from 'vitest';
import { literalConf, logPlan, RSVLOG_ACCOUNT } from '../../../machines/rules/rsvlog.ts';

describe('./conf', () => {
  test.each([
    ['', {}],
    ['\n# nothing\n  \n', {}],
    ['SV_LOGDIR=web\n', { SV_LOGDIR: 'web' }],
    ['  SV_LOGDIR="a b"\'c\'d # here\nUSERGROUP=log:adm', { SV_LOGDIR: 'a bcd', USERGROUP: 'log:adm' }],
    ['SV_LOGDIR=\nSV_LOG_BASE= # none\nLOGDIR=  ', { SV_LOGDIR: '', SV_LOG_BASE: '', LOGDIR: '' }],
    ['SV_LOGDIR=a\nSV_LOGDIR=b', { SV_LOGDIR: 'b' }],
    ['SV_LOG_SYSLOG=1\nSV_LOG_SYSLOG_PRIORITY= #', { SV_LOG_SYSLOG: '1', SV_LOG_SYSLOG_PRIORITY: '' }],
    ["CURRENT_LOG_FILE='\xe4$x'", { CURRENT_LOG_FILE: '\xe4$x' }],
  ])('%j sets', (text, settings) => {
    expect(literalConf(text)).toEqual(settings);
  });

  test.each([
    'SV_LOGDIR=$HOME',
    'SV_LOGDIR=`pwd`',
    'SV_LOGDIR="$HOME"',
    'SV_LOGDIR=~/log',
    'SV_LOGDIR=a b',
    'SV_LOGDIR= ls',
    'SV_LOGDIR =a',
    'SV_LOGDIR=a; ls',
    'SV_LOGDIR=a#b',
    'SV_LOGDIR=#b',
    'SV_LOGDIR=a\\\nb',
    "SV_LOGDIR='a\nb'",
    'SV_LOGDIR=a USERGROUP=b',
    "'SV_LOGDIR=a'",
    'export SV_LOGDIR=a',
    'PATH=/opt/bin',
    'SV_LOGDIR+=a',
    'umask 027',
    'SV_LOGDIR=a\r',
    ': x',
  ])('%j is for a shell', (text) => {
    expect(literalConf(text)).toBeUndefined();
  });
});

test("the superuser's loggers are for a user, and his group, as sv-helper has them", () => {
  expect(RSVLOG_ACCOUNT).toEqual({ user: 'rsvlog', text: 'rsvlog:adm' });
});

describe('the plan', () => {
  const files = (target: string, rest: object = {}) => ({
    type: 'files',
    account: undefined,
    mustExist: false,
    alias: '',
    target,
    ...rest,
  });
  test.each([
    [{}, files('/.local/state/sv-helper/log/web')],
    [{ HOME: '/home/a' }, files('/home/a/.local/state/sv-helper/log/web')],
    [{ HOME: '/home/a', XDG_STATE_HOME: '/s' }, files('/s/sv-helper/log/web')],
    [{ SV_LOG_BASE: '/b' }, files('/b/web')],
    [{ SV_LOG_BASE: 'b' }, files('b/web')],
    [{ SV_LOG_BASE: '/b', SV_LOGDIR: 'x/y', LOGDIR: 'z' }, files('/b/x/y')],
    [{ SV_LOG_BASE: '/b', LOGDIR: 'z' }, files('/b/z')],
    [{ SV_LOG_BASE: '/b', SV_LOGDIR: '/x' }, files('/x')],
    [{ SV_LOG_BASE: '/b', SV_LOGDIR: '', CURRENT_LOG_FILE: 'c' }, files('/b/web', { alias: 'c' })],
    [{ SV_LOG_BASE: '/b', USERGROUP: 'a:b' }, files('/b/web', { account: 'a:b', mustExist: true })],
    [
      { SV_LOG_SYSLOG: '1', SV_LOGDIR: 'x' },
      { type: 'syslog', priority: 'daemon.info' },
    ],
    [
      { SV_LOG_SYSLOG: 'true', SV_LOG_SYSLOG_PRIORITY: 'local7.info' },
      { type: 'syslog', priority: 'local7.info' },
    ],
    [{ SV_LOG_SYSLOG: '', SV_LOG_BASE: '/b' }, files('/b/web')],
  ])('of anybody, with %j', (settings, plan) => {
    expect(logPlan(settings, 'web', false)).toEqual(plan);
  });

  it('of the superuser is under /var/log, and for the usual account', () => {
    expect(logPlan({ HOME: '/root' }, 'web', true)).toEqual(files('/var/log/web', { account: 'rsvlog:adm' }));
    expect(logPlan({ USERGROUP: 'a' }, 'web', true)).toEqual(files('/var/log/web', { account: 'a', mustExist: true }));
  });
});
