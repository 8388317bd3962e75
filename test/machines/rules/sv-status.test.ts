import { describe, expect, it } from 'vitest';
import { encodeStatus } from '../../../machines/rules/status-record.ts';
import { type ServiceStatus, serviceStatus, statusLine, wasAsked } from '../../../machines/rules/sv-status.ts';
import { tai64Label } from '../../../machines/rules/tai64n.ts';

const NOW = 1_800_000_000;

const status = (changes: Partial<ServiceStatus> = {}): ServiceStatus => ({
  since: 0,
  label: tai64Label(NOW - 5),
  pid: 12,
  paused: false,
  want: 'u',
  gotTerm: false,
  state: 'run',
  ...changes,
});

const line = (changes: Partial<ServiceStatus>, downFile = false) => statusLine('x', status(changes), downFile, NOW);

describe('statusLine', () => {
  const word = {
    down: 'down: x: 5s',
    run: 'run: x: (pid P) 5s',
    finish: 'finish: x: (pid P) 5s',
    unknown: 'x: (pid P) 5s',
  };
  const cases = (['down', 'run', 'finish', undefined] as const).flatMap((state) =>
    [0, 12].flatMap((pid) =>
      ['u', 'd', 'x'].flatMap((want) =>
        [false, true].flatMap((paused) =>
          [false, true].flatMap((gotTerm) =>
            [false, true].map((down) => ({ state, pid, want, paused, gotTerm, down })),
          ),
        ),
      ),
    ),
  );

  it.each(cases)('tells $state, pid $pid, want $want, paused $paused, TERM $gotTerm, down file $down', (one) => {
    const { down, ...rest } = one;
    const flags =
      one.pid === 0
        ? [!down && 'normally up', one.want === 'u' && 'want up']
        : [down && 'normally down', one.paused && 'paused', one.want === 'd' && 'want down', one.gotTerm && 'got TERM'];
    const expected = [word[one.state ?? 'unknown'].replace('P', String(one.pid)), ...flags.filter(Boolean)].join(', ');
    expect(line(rest, down)).toBe(expected);
  });

  it('counts whole seconds, and none for a time to come', () => {
    expect(line({ label: tai64Label(NOW) })).toContain(' 0s');
    expect(line({ label: tai64Label(NOW + 1) })).toContain(' 0s');
    expect(line({ label: tai64Label(NOW - 86_400) })).toContain(' 86400s');
    expect(line({ label: 0n })).toContain(' 4611686020227387914s');
    expect(line({ label: 2n ** 64n - 1n })).toContain(' 0s');
  });

  it('prints a pid that no process has as runit does', () => {
    expect(line({ pid: 0xffffffff })).toContain('(pid 18446744073709551615)');
    expect(line({ pid: 0x7fffffff })).toContain('(pid 2147483647)');
  });
});

describe('serviceStatus', () => {
  it('keeps the second as the file has it', () => {
    const bytes = encodeStatus({
      state: 'run',
      since: NOW * 1e6 + 7,
      pid: 3,
      paused: false,
      gotTerm: true,
      want: 'exit',
    });
    expect(serviceStatus(bytes)).toMatchObject({
      label: tai64Label(NOW),
      pid: 3,
      want: 'd',
      gotTerm: true,
      state: 'run',
    });
  });

  it('takes exactly 20 bytes', () => {
    expect(serviceStatus(new Uint8Array(19))).toBeUndefined();
    expect(serviceStatus(new Uint8Array(20))).toMatchObject({ label: 0n, want: '\0' });
  });
});

describe('wasAsked', () => {
  it.each([
    ['u', 'u', false, true],
    ['u', 'd', false, false],
    ['d', 'd', false, false],
    ['d', 'd', true, true],
    ['d', 'u', true, false],
    ['x', 'd', true, false],
    ['tcu', 'u', false, false],
    ['x', 'x', true, false],
  ])('%s of a service that wants %s, got TERM %s: %s', (letters, want, gotTerm, asked) => {
    expect(wasAsked(letters, status({ want, gotTerm }))).toBe(asked);
  });
});
