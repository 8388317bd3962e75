import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOldLog, labelFor, type Suffix, unprocessed, withSuffix } from '../../../../machines/rules/svlog/names.ts';
import { pruning, victimWhenFull } from '../../../../machines/rules/svlog/prune.ts';

/** Microseconds since the epoch, before and after; clocks jump. */
const anyWall = fc.oneof(
  fc.integer({ min: -(10 ** 15), max: 4 * 10 ** 15 }),
  fc.integer({ min: 1_795_361_503_000_000, max: 1_795_361_503_000_003 }),
);
const anyRotation = fc.record({ wall: anyWall, suffix: fc.constantFrom<Suffix>('s', 'u', 't') });

test('names come in the order of rotation, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(anyRotation, { maxLength: 30 }), (rotations) => {
      const present: string[] = ['current', 'lock', '@notes'];
      const labels: string[] = [];
      for (const { wall, suffix } of rotations) {
        const label = labelFor(wall, present);
        present.unshift(`${label}.${suffix}`);
        labels.push(label);
      }
      expect(labels).toEqual([...new Set(labels)].sort());
      expect(present.filter(isOldLog)).toHaveLength(rotations.length);
    }),
    { numRuns: 500 },
  );
});

test('a clock that goes on names logs by their moment', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 4 * 10 ** 15 }), { maxLength: 20 }), (walls) => {
      const present: string[] = [];
      for (const wall of walls.sort((one, other) => one - other)) {
        const label = labelFor(wall, present);
        const seconds = (BigInt(Math.floor(wall / 1e6)) + 2n ** 62n + 10n).toString(16).padStart(16, '0');
        const nanoseconds = ((wall % 1e6) * 1000 + 500).toString(16).padStart(8, '0');
        expect(label).toBe(`@${seconds}${nanoseconds}`);
        present.push(`${label}.s`);
      }
    }),
  );
});

const anyName = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('s', 's', 'u', 't', 'x'))
  .map(([number, suffix]) => `@${number.toString(16).padStart(24, '4')}.${suffix}`);
const anyStray = fc.constantFrom(
  'current',
  'lock',
  'config',
  'state',
  '@short.s',
  '@short.t',
  'notes.t',
  'notes.u',
  `@${'0'.repeat(24)}.s.gz`,
  'x'.repeat(27),
);
const anyPresent = fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: anyName }, anyStray), { maxLength: 25 });

/** What of a directory the processor has: a log that waits, and its output. */
const anyDirectory = fc.tuple(anyPresent, fc.boolean()).map(([present, runs]) => {
  const [log] = unprocessed(present);
  return { present, busy: runs && log ? [log, withSuffix(log, 't')] : [] };
});

test('pruning takes the oldest saved log where there is one too many, and what processors left', () => {
  fc.assert(
    fc.property(anyDirectory, fc.integer({ min: 0, max: 12 }), ({ present, busy }, keep) => {
      const saved = present.filter((name) => name.length === 27 && /^@.*\.[sx]$/.test(name)).sort();
      expect(pruning(present, keep, busy)).toEqual({
        leftovers: present.filter((name) => /^@.{24}\.t$/.test(name) && !busy.includes(name)),
        victim: keep > 0 && saved.length > keep ? saved[0] : undefined,
      });
    }),
    { numRuns: 1000 },
  );
});

test('a directory that never had more than it may keep never has', () => {
  fc.assert(
    fc.property(fc.array(anyWall, { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), (walls, keep) => {
      let present: string[] = [];
      const all: string[] = [];
      for (const wall of walls) {
        all.push(`${labelFor(wall, present)}.s`);
        present = [...present, all.at(-1)!];
        const { victim } = pruning(present, keep, []);
        present = present.filter((name) => name !== victim);
        // Those that were rotated last, and no others.
        expect(present).toEqual(all.slice(-keep));
      }
    }),
  );
});

test('on a full disk logs go oldest first, down to N, and none that the processor has', () => {
  const anyLimits = fc.record({ keep: fc.integer({ min: 0, max: 12 }), keepWhenFull: fc.integer({ min: 0, max: 12 }) });
  fc.assert(
    fc.property(anyDirectory, anyLimits, ({ present, busy }, limits) => {
      let left = present;
      const gone: string[] = [];
      for (;;) {
        const victim = victimWhenFull(left, limits, busy);
        if (victim === undefined) break;
        gone.push(victim);
        left = left.filter((name) => name !== victim);
      }
      const old = present.filter((name) => name.length === 27 && name.startsWith('@'));
      const free = old.filter((name) => !busy.includes(name)).sort();
      const most = limits.keepWhenFull < limits.keep ? Math.max(0, old.length - limits.keepWhenFull) : 0;
      expect(gone).toEqual(free.slice(0, most));
    }),
    { numRuns: 1000 },
  );
});
