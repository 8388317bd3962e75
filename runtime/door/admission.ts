import type { IncomingHttpHeaders } from 'node:http';

/** Hosts that a door may be asked under; undefined: any, where no browser can be led astray (a unix socket). */
export type Hosts = ReadonlySet<string> | undefined;

/** Who is let in. */
export type Admission = {
  readonly hosts: Hosts;
  /** Origins of pages from elsewhere that may ask, too; undefined: there can be none. */
  readonly origins: ReadonlySet<string> | undefined;
};

/**
 * The names of a loopback port. A request under another one comes from a page whose name was made to lead here (DNS
 * rebinding).
 */
export const hostsOf = (host: string, port: number): ReadonlySet<string> => {
  const names = ['localhost', host.includes(':') ? `[${host}]` : host];
  return new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]));
};

const CROSS_SITE: ReadonlySet<string> = new Set(['cross-site', 'same-site']);

/**
 * Why a request is not answered; undefined: it is. What a page of another origin sends is refused, be it to read, to
 * connect or to act, unless that origin was named; programs that are no browsers send no origin.
 */
export const refusalOf = (headers: IncomingHttpHeaders, { hosts, origins }: Admission): string | undefined => {
  const { host, origin } = headers;
  if (hosts && (host === undefined || !hosts.has(host.toLowerCase()))) return 'this is not the address of this page';
  if (origin !== undefined && origins?.has(origin)) return undefined;
  if (origin !== undefined && origin !== `http://${host}`)
    return origins
      ? `pages of ${origin} may not ask: start with --origin ${origin} if they are to`
      : 'a page of another origin may not ask';
  if (CROSS_SITE.has(String(headers['sec-fetch-site']))) return 'a page of another site may not ask';
  return undefined;
};
