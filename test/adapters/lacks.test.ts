import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NOTHING_INHERITED } from '../../adapters/inherited-note.ts';
import { lacks } from '../../adapters/lacks.ts';
import { createNativeSystem } from '../../adapters/native-system.ts';
import { openDirectory } from '../../adapters/place.ts';
import { createPortableSystem } from '../../adapters/portable-system.ts';
import { temporary } from '../support/temporary.ts';

const fault = (cause: unknown): void => {
  throw cause;
};
const systems = {
  native: createNativeSystem({ ...NOTHING_INHERITED, isGuest: true }, [], fault),
  portable: createPortableSystem(fault, true),
};

test.each(Object.entries(systems))('%s: only what is certainly not there is lacking', (_, system) => {
  const path = temporary();
  const directory = openDirectory(path);
  mkdirSync(join(path, 'directory'));
  writeFileSync(join(path, 'file'), '');
  symlinkSync('file', join(path, 'link'));
  symlinkSync('nothing', join(path, 'dangling'));
  // It cannot be looked at what is there.
  symlinkSync('loop', join(path, 'loop'));
  const names = ['directory', 'file', 'link', 'dangling', 'loop', 'nothing'];
  const lacking = (): string[] => names.filter((name) => lacks(directory, name, system));
  expect(lacking()).toEqual(['dangling', 'nothing']);
  // Of one that was removed while it was held nothing is left.
  rmSync(path, { recursive: true });
  expect(lacking()).toEqual(names);
});
