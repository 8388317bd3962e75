import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A host and port as a browser writes them: port 80 is left out. */
const urlOf = (host: string): URL | undefined => {
  try {
    return new URL(`http://${host}`);
  } catch {
    return undefined;
  }
};

/** Whether a request was meant for us: a name that was made to lead here is not ours (DNS rebinding). */
const isOurs = (host: string | undefined, port: number): boolean => {
  const url = host === undefined ? undefined : urlOf(host);
  return url !== undefined && url.host === host && LOOPBACK.has(url.hostname) && Number(url.port || 80) === port;
};

/**
 * Why a request is not answered; undefined: it is.
 *
 * @param allowed pages from elsewhere that may look. A program that is no browser names no page, and may.
 */
export const refusal = (
  { host, origin }: IncomingHttpHeaders,
  port: number,
  allowed: ReadonlySet<string>,
): string | undefined => {
  if (!isOurs(host, port)) return `this is http://127.0.0.1:${port}, not ${host ?? 'without a name'}`;
  if (origin === undefined || origin === `http://${host}` || allowed.has(origin)) return undefined;
  return `pages of ${origin} are not allowed to look: start with --origin ${origin} if they are to be`;
};
