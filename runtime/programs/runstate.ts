import { writeSync } from 'node:fs';
import { toBytes } from '../../adapters/bytes.ts';
import { isFirst } from '../../adapters/first-process.ts';
import { takeCommandLine, takeInherited } from '../argv.ts';
import { runCommand } from '../commands.ts';
import { noEarlySignals, noteEarlySignals } from '../early-signals.ts';

const early = isFirst ? noteEarlySignals(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGPWR', 'SIGALRM']) : noEarlySignals;
const { args } = takeCommandLine();
const surroundings = {
  inherited: takeInherited,
  early,
  complain: (reason: string): void => void writeSync(2, toBytes(`runstate: fatal: ${reason}\n`)),
};

/** Loaded only now: it takes longest, and signals are heard meanwhile. */
const run = async (): Promise<number> => {
  const { demoCommand } = await import('../demo/command.ts');
  const { initCommand } = await import('../init/command.ts');
  const { watchCommands } = await import('../watch/commands.ts');
  const { upgradeCommand } = await import('../upgrade/command.ts');
  const { uiCommand } = await import('../ui/command.ts');
  const { newCommand } = await import('../new/command.ts');
  const { importCommand } = await import('../import/command.ts');
  const { doctorCommand } = await import('../doctor/command.ts');
  const { installCommand } = await import('../install/command.ts');
  return runCommand(
    {
      demo: demoCommand,
      init: initCommand,
      new: newCommand,
      import: importCommand,
      doctor: doctorCommand,
      ...watchCommands,
      upgrade: upgradeCommand,
      ui: uiCommand,
      install: installCommand,
    },
    args,
    surroundings,
  );
};
void run().then((code) => process.exit(code));
