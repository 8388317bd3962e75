import front from '../front.sh';
import launcher from '../launcher.sh';
import type { Program } from '../program-names.ts';
import start from '../start-binary.sh';

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * The script that is a program where there is a shell: it notes what Node is going to change, and becomes the executable.
 *
 * @param binary path of the executable, from the directory that the script is in.
 */
export const launcherText = (program: Program, binary: string): string =>
  `${launcher.replace('. "$home/dist/lib/front.sh"', () => `\n${front}`)}\n${start}`
    .replaceAll('@PROGRAM@', program)
    .replaceAll('@BINARY@', () => quoted(binary));
