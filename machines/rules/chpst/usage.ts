import { shownName } from './aliases.ts';

const CHPST =
  '[-vVP012] [-u user[:group]] [-U user[:group]] [-b argv0] [-e dir] [-/ root] [-n nice] [-l|-L lock] [-m n] [-d n] [-o n] [-p n] [-f n] [-c n] [-t n] prog';

const WORDS: Readonly<Record<string, string>> = {
  setuidgid: 'account child',
  envuidgid: 'account child',
  envdir: 'dir child',
  pgrphack: 'child',
  setlock: '[ -nNxX ] file program [ arg ... ]',
  softlimit:
    '[-a allbytes] [-c corebytes] [-d databytes] [-f filebytes] [-l lockbytes] [-m membytes] [-o openfiles] [-p processes] [-r residentbytes] [-s stackbytes] [-t cpusecs] child',
};

/** How a program is used; `of` has its name stand before another's words. */
export const usageText = (name: string, of?: 'chpst'): string => {
  const shown = shownName(name);
  return `usage: ${shown} ${(of === undefined ? WORDS[shown] : undefined) ?? CHPST}\n\n`;
};
