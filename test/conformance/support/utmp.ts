import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Scenario } from './compare.ts';
import { runMounted } from './mounts.ts';
import type { Sandbox } from './sandbox.ts';
import type { Said } from './startup.ts';

/** Size of a record as x86-64 has it, and where its fields are. */
export const SIZE = 384;
const TEXTS = { line: [8, 32], id: [40, 4], user: [44, 32], host: [76, 256] } as const;

/** A record of `utmp`: text of one character a byte. */
export type Login = { readonly [field in keyof typeof TEXTS]?: string } & { readonly type?: number };

/** A record with something in every field that utmpset is to leave alone. */
export const login = (fields: Login = {}): Buffer => {
  const record = Buffer.alloc(SIZE, 0);
  record.writeInt16LE(fields.type ?? 7, 0);
  record.writeInt32LE(4711, 4);
  for (const [name, value] of Object.entries({ line: 'tty1', id: '1', user: 'root', host: 'h', ...fields }))
    if (name in TEXTS)
      record.write(
        value as string,
        TEXTS[name as keyof typeof TEXTS][0],
        TEXTS[name as keyof typeof TEXTS][1],
        'latin1',
      );
  record.fill(1, 332, 340);
  record.writeInt32LE(1_000_000, 340);
  record.writeInt32LE(99, 344);
  record.fill(2, 348, 384);
  return record;
};

/** Records in words; the present time is told as such. */
const shown = (bytes: Buffer): string[] => {
  const records = [];
  for (let at = 0; at < bytes.length; at += SIZE) {
    const record = Buffer.from(bytes.subarray(at, at + SIZE));
    const isNow = record.length === SIZE && Math.abs(record.readInt32LE(340) - Date.now() / 1000) < 300;
    if (isNow) record.fill('NOW!', 340, 344);
    records.push(record.toString('hex'));
  }
  return records;
};

const look = (box: Sandbox, path: string) => {
  const seen = statSync(box.path(path), { throwIfNoEntry: false });
  if (!seen) return undefined;
  return { mode: seen.mode.toString(8), records: seen.isFile() ? shown(readFileSync(box.path(path))) : [] };
};

export type Utmp = {
  /** What is in `utmp`; null: there is none. */
  readonly utmp?: readonly Uint8Array[] | null;
  readonly wtmp?: readonly Uint8Array[];
  readonly through?: readonly string[];
  readonly prepare?: (box: Sandbox) => void;
};

/** What utmpset says, and what is in the two files then. */
export const utmpset =
  (args: readonly string[], { utmp = [], wtmp, through = [], prepare }: Utmp = {}): Scenario =>
  async (box) => {
    box.make('.', { run: 'directory', log: 'directory' });
    if (utmp) writeFileSync(box.path('run/utmp'), Buffer.concat(utmp), { mode: 0o664 });
    if (wtmp) writeFileSync(box.path('log/wtmp'), Buffer.concat(wtmp));
    prepare?.(box);
    const said: Said = await runMounted(box, box.subject.utmpset, args, { through });
    return { ...said, utmp: look(box, 'run/utmp'), wtmp: look(box, 'log/wtmp') };
  };
