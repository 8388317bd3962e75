import { parseArgs } from 'node:util';

/** Which inspector is spoken to. */
export type Kind = 'stately' | 'xstate';

export type Options = {
  readonly kind: Kind;
  /** Of services; undefined: as `runstate status` finds it. */
  readonly directory: string | undefined;
  /** The one directory to show; undefined: all, and the scanner. */
  readonly service: string | undefined;
  /** 0: one that is free. */
  readonly port: number;
  /** Pages from elsewhere that may look. */
  readonly origins: ReadonlySet<string>;
};

export const USAGE = 'npm run inspect -- stately|xstate [--directory DIR] [--service NAME] [--port N] [--origin URL]…';

const LAST_PORT = 65_535;

const isKind = (word: string | undefined): word is Kind => word === 'stately' || word === 'xstate';

const portOf = (text: string): number | undefined => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= LAST_PORT ? port : undefined;
};

/** As a browser says it, whatever comes after the host; undefined: it is no page's. */
const originOf = (url: string): string | undefined => {
  const { protocol, origin } = URL.parse(url) ?? {};
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
};

/** Reads the arguments; undefined where they are something else. */
export const readOptions = (args: readonly string[]): Options | undefined => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        directory: { type: 'string' },
        service: { type: 'string' },
        port: { type: 'string', default: '0' },
        origin: { type: 'string', multiple: true, default: [] },
      },
      allowPositionals: true,
    });
    const [kind, ...more] = positionals;
    const port = portOf(values.port);
    const origins = values.origin.map(originOf);
    if (!isKind(kind) || more.length > 0 || port === undefined || origins.includes(undefined)) return undefined;
    const { directory, service } = values;
    return { kind, directory, service, port, origins: new Set(origins as string[]) };
  } catch {
    return undefined;
  }
};
