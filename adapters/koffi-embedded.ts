import ffi from 'node:ffi';
import { closeSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRawAsset } from 'node:sea';

const MFD_CLOEXEC = 1;

/** A file in memory, which has no name and is written to no disk. */
const inMemory = (bytes: Uint8Array): number => {
  const { functions } = ffi.dlopen(null, { memfd_create: { arguments: ['string', 'uint32'], return: 'int32' } });
  const fd = functions.memfd_create('koffi', MFD_CLOEXEC);
  if (fd < 0) throw new Error('no file can be made in memory');
  writeFileSync(fd, bytes);
  return fd;
};

const loaded = (path: string): unknown => {
  const module = { exports: {} };
  process.dlopen(module, path);
  return module.exports;
};

/** Where there is no memfd_create(2), or no /proc to open it by: in a directory of ours alone, for this moment. */
const throughFile = (bytes: Uint8Array): unknown => {
  const directory = mkdtempSync(join(tmpdir(), 'runstate-'));
  try {
    const path = join(directory, 'koffi.node');
    writeFileSync(path, bytes);
    return loaded(path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** koffi without its JavaScript, as in koffi-binary.ts, from inside the single executable. */
const load = (): unknown => {
  const bytes = new Uint8Array(getRawAsset('koffi.node') as ArrayBuffer);
  try {
    const fd = inMemory(bytes);
    try {
      return loaded(`/proc/self/fd/${fd}`);
    } finally {
      closeSync(fd);
    }
  } catch {
    return throughFile(bytes);
  }
};

export default load();
