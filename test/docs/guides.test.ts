import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NewcomerLab } from '../runtime/support/newcomer-lab.ts';
import { program } from '../support/temporary.ts';

const DOCS = resolve(import.meta.dirname, '../../docs');

/** What does not end by itself, or is about another machine. */
const NOT_HERE = /^(runstate ui|runstate init|node --watch|--)/;

/** The first command of the right column of each row, in order, and the blocks that are marked as shell's before them. */
const commandsIn = (guide: string): string[] => {
  const text = readFileSync(join(DOCS, guide), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block]) => block!.trim().split('\n'));
  const [typed = ''] = text.split('## Settings');
  const rows = [...typed.matchAll(/^\| [^|]*`[^|]* \| [^|`]*`([^`]+)`[^|]*\|$/gm)].map(([, command]) => command!);
  return [...blocks, ...rows.filter((command) => !NOT_HERE.test(command))];
};

const APP = 'console.log("up"); process.on("SIGUSR2", () => {}); setInterval(() => {}, 1000);\n';
const CONFIG = 'module.exports = { apps: [{ name: "api", script: "app.js", env_production: { A: 1 } }] };\n';

/** Runs them one after the other in one shell; what was said where one failed. */
const failing = async (lab: NewcomerLab, commands: readonly string[]): Promise<string> => {
  const told = commands.map((command) => `echo '+ ${command.replaceAll("'", "'\\''")}' >&2\n${command}\n`);
  const script = join(lab.root, 'script');
  // What is started in the background must not keep our pipe open.
  writeFileSync(
    script,
    `set -e\ncd '${lab.root}/app'\n${told.join('\n').replace(/ &( |$)/m, ' >/dev/null 2>&1 &$1')}\n`,
  );
  const { code, err } = await lab.run('sh', [script], { SVDIR: lab.services, HOME: lab.root });
  return code === 0 ? '' : err;
};

describe('every command in the guides is true', () => {
  it('coming from runit', async () => {
    const lab = new NewcomerLab();
    mkdirSync(join(lab.root, 'app'));
    program(join(lab.services, 'web/run'), '#!/bin/sh\nexec sleep 1000\n');
    lab.supervise();
    await lab.runs('web');
    const commands = commandsIn('coming-from-runit.md');
    expect(commands.length).toBeGreaterThan(9);
    expect(await failing(lab, commands)).toBe('');
    expect(lab.names()).toEqual(['web']);
  });

  it('coming from pm2', async () => {
    const lab = new NewcomerLab();
    mkdirSync(join(lab.root, 'app'));
    writeFileSync(join(lab.root, 'app/app.js'), APP);
    writeFileSync(join(lab.root, 'app/ecosystem.config.js'), CONFIG);
    const commands = commandsIn('coming-from-pm2.md').filter(
      (command) => command !== 'runstate import pm2 ecosystem.config.js',
    );
    expect(commands.length).toBeGreaterThan(15);
    // The guide's own runsvdir is the shell's; this one is ended with the test.
    lab.supervise();
    expect(
      await failing(
        lab,
        commands.filter((command) => !command.startsWith('runsvdir')),
      ),
    ).toBe('');
    expect(lab.names()).toEqual(['api', 'back', 'front']);
  });
});
