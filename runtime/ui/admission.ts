import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Hosts that a page may be asked for under; undefined: any, where no browser can be led astray (a unix socket). */
export type Hosts = ReadonlySet<string> | undefined;

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
 * Why a request is not answered; undefined: it is. What a page of another origin sends is refused, be it to read or to
 * act; programs that are no browsers send no origin.
 */
export const refusalOf = (headers: IncomingHttpHeaders, hosts: Hosts): string | undefined => {
  const { host, origin } = headers;
  if (hosts && (host === undefined || !hosts.has(host.toLowerCase()))) return 'this is not the address of this page';
  if (origin !== undefined && origin !== `http://${host}`) return 'a page of another origin may not ask';
  if (CROSS_SITE.has(String(headers['sec-fetch-site']))) return 'a page of another site may not ask';
  return undefined;
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether somebody knows the token. The time that it takes tells nothing of how much of it was right. */
export const isToken = (given: unknown, token: string | undefined): boolean =>
  token !== undefined && typeof given === 'string' && timingSafeEqual(digest(given), digest(token));

/** What a request bears as its token. */
export const borneBy = ({ authorization = '' }: IncomingHttpHeaders): string | undefined =>
  /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
