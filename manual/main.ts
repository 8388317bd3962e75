import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { commandLines, commandPages } from './command-line.ts';
import { helpOf } from './help.ts';
import { aliasPage, manPage } from './man.ts';
import { aliasesOf, readPages } from './page.ts';
import { bashCompletion } from './shells/bash.ts';
import { fishCompletion } from './shells/fish.ts';
import { zshCompletion } from './shells/zsh.ts';

/** Folders that have nothing but what is made here. */
export const FOLDERS = ['man/man8', 'completions'];

/** Everything that is made from the pages, by its path from the root. */
export const manual = (): Record<string, string> => {
  const pages = readPages();
  const commands = commandPages(pages);
  const lines = commandLines(pages);
  const help = Object.fromEntries(commands.map((page) => [page.name.replace('runstate-', ''), helpOf(page)]));
  return Object.fromEntries([
    ...pages.map((page) => [`man/man8/${page.name}.8`, manPage(page, page.name === 'runstate' ? commands : [])]),
    ...pages.flatMap((page) => aliasesOf(page).map((name) => [`man/man8/${name}.8`, aliasPage(page)])),
    ['completions/runstate.bash', bashCompletion(lines)],
    ['completions/_runstate', zshCompletion(lines)],
    ['completions/runstate.fish', fishCompletion(lines)],
    ['runtime/help.json', `${JSON.stringify(help, null, 2)}\n`],
  ]);
};

if (import.meta.main) {
  const root = new URL('../', import.meta.url);
  for (const folder of FOLDERS) rmSync(new URL(folder, root), { recursive: true, force: true });
  for (const [path, text] of Object.entries(manual())) {
    const file = new URL(path, root);
    mkdirSync(dirname(file.pathname), { recursive: true });
    writeFileSync(file, text);
  }
}
