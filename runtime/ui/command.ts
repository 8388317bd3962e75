import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeText } from '../../adapters/standard-output.ts';
import { codeOf } from '../../adapters/system.ts';
import { errnoText } from '../../machines/rules/errno-text.ts';
import type { Command, Surroundings } from '../commands.ts';
import { AddressError, type ListenAddress, listenAddress } from '../door/listen-address.ts';
import { newToken } from '../door/token.ts';
import { pageFiles } from '../installation.ts';
import { readPage } from './files.ts';
import { type Line, PageServer } from './page-server.ts';
import { metricsOf, openLine, shared, supervisedNow } from './supervisor-line.ts';

const FATAL = 111;
/** Where the page is served when nobody says. */
const DEFAULT_ADDRESS = '127.0.0.1:7878';

type Options = {
  readonly address: ListenAddress;
  readonly shown: string;
  readonly acts: boolean;
  readonly directory: string | undefined;
  /** Ends with the supervisor. */
  readonly leashed: boolean;
};

const OPTIONS = {
  listen: { type: 'string', default: DEFAULT_ADDRESS },
  act: { type: 'boolean', default: false },
  directory: { type: 'string' },
  'until-end': { type: 'boolean', default: false },
} as const;

/** Undefined: called wrongly. Throws {@link AddressError}. */
const optionsOf = (args: readonly string[]): Options | undefined => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: OPTIONS,
    });
    const { listen: shown, act: acts, directory, 'until-end': leashed } = values;
    return { address: listenAddress(shown), shown, acts, directory, leashed };
  } catch (error) {
    if (error instanceof AddressError) throw error;
    return undefined;
  }
};

/** Where a browser finds the page. The token is behind the #, which is never sent. */
const linkTo = ({ address }: Options, port: number, token: string | undefined): string => {
  const fragment = token === undefined ? '' : `#token=${token}`;
  // Whoever leads a browser there, by ssh -L say, writes the address anew.
  if (address.type === 'unix') return `unix:${address.path}${fragment && ` ${fragment}`}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `http://${host}:${port}/${fragment}`;
};

/** Milliseconds between two tries to find the supervisor, and how often it is tried. */
const PACE = 500;
const TRIES = 20;

/** The line whose end is the supervisor's; it may only be starting. */
const openLeash = async (directory: string | undefined): Promise<Line | undefined> => {
  for (let tries = TRIES; tries > 0; tries -= 1) {
    const line = await openLine(directory).catch(() => undefined);
    if (line) return line;
    await setTimeout(PACE);
  }
  return undefined;
};

/** Settles when this program is told to end, or a supervisor that it is tied to has ended. */
const untilEnd = async ({ leashed, directory }: Options): Promise<void> => {
  const told = new Promise<void>((settle) => {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => settle());
  });
  if (!leashed) return told;
  const leash = await Promise.race([openLeash(directory), told]);
  if (!leash) return;
  const ended = new Promise<void>((settle) => {
    leash.socket
      .on('error', () => {})
      .once('end', settle)
      .once('close', () => settle());
    leash.socket.resume();
  });
  await Promise.race([ended, told]);
};

const serve = async (options: Options, { complain }: Surroundings): Promise<number> => {
  const { directory, address, shown, acts, leashed } = options;
  // What is printed beside a supervisor lands in its log, which many may read.
  const token = leashed ? undefined : newToken();
  const files = readPage(pageFiles());
  const server = new PageServer({
    files,
    token,
    acts,
    supervisor: () => openLine(directory).catch(() => undefined),
    supervised: () => supervisedNow(directory).catch(() => undefined),
    metrics: shared(() => metricsOf(directory)),
  });
  try {
    const port = await server.listen(address);
    writeText(1, `runstate: info: the page is at ${linkTo(options, port, token)}\n`);
  } catch (error) {
    complain(`unable to listen on ${shown}: ${errnoText(codeOf(error))}`);
    return FATAL;
  }
  await untilEnd(options);
  server.close();
  return 0;
};

/** `runstate ui`: the live page. */
export const uiCommand: Command = {
  options: OPTIONS,
  async run(args, surroundings) {
    try {
      const options = optionsOf(args);
      return options && (await serve(options, surroundings));
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      surroundings.complain(`unable to listen on ${error.message}`);
      return FATAL;
    }
  },
};
