import { mkdirSync, writeFileSync } from 'node:fs';
import { initMachine } from '../machines/init.ts';
import { logDirectoryMachine } from '../machines/log-directory.ts';
import { runitMachine } from '../machines/runit.ts';
import { runsvMachine } from '../machines/runsv.ts';
import { runsvProcessMachine } from '../machines/runsv-process.ts';
import { runsvdirMachine } from '../machines/runsvdir.ts';
import { serviceMachine } from '../machines/service.ts';
import { svlogdMachine } from '../machines/svlogd.ts';
import { mermaid } from './mermaid.ts';

/** Every diagram of this folder, by file name. */
export const drawings = (): Record<string, string> =>
  Object.fromEntries(
    [
      serviceMachine,
      runsvMachine,
      runsvProcessMachine,
      runsvdirMachine,
      svlogdMachine,
      logDirectoryMachine,
      runitMachine,
      initMachine,
    ].map((machine) => [`${machine.id}.mmd`, mermaid(machine)]),
  );

if (import.meta.main) {
  const folder = new URL('drawn/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(drawings())) writeFileSync(new URL(file, folder), text);
}
