import { Answers } from './answers.ts';
import { consoleBlocks, type Typed } from './console-blocks.ts';
import type { TypedShell } from './typed-shell.ts';

/** Asks for the page as a browser would; bash has what is needed for it. */
const ASK =
  "exec 3<>/dev/tcp/127.0.0.1/7878; printf 'GET / HTTP/1.0\\r\\nHost: 127.0.0.1:7878\\r\\n\\r\\n' >&3; head -n 1 <&3; exec 3>&-";

/** What a document has its reader type, block by block. */
export const tourOf = consoleBlocks;

/**
 * Types it all into a bash, each command once the one before it is answered as it says.
 *
 * @param note is told of each command once it is answered.
 * @param deadline milliseconds that each has; undefined: those of `until`.
 * @returns how many processes were named.
 */
export const takeTour = async (
  shell: TypedShell,
  tour: readonly (readonly Typed[])[],
  note: (command: string) => void = () => {},
  deadline?: number,
): Promise<number> => {
  const typed = tour.flat();
  const answers = new Answers(typed.flatMap(({ answer }) => answer));
  for (const { command, answer } of typed) {
    await shell.type(command, (said) => answers.match(answer, said), deadline);
    note(command);
    // A reader opens it.
    if (command.startsWith('runstate ui')) await shell.type(ASK, (said) => /^HTTP\/1\.1 200 OK\r?\n$/.test(said));
  }
  return answers.pids.size;
};
