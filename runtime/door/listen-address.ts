import { isIP } from 'node:net';

/** Where the page is served. */
export type ListenAddress =
  | { readonly type: 'tcp'; readonly host: string; readonly port: number }
  | { readonly type: 'unix'; readonly path: string };

/** Why an address is no good, in words for who gave it. */
export class AddressError extends Error {}

const isLoopback = (host: string): boolean => host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * Reads `127.0.0.1:PORT`, `[::1]:PORT`, `localhost:PORT`, `PORT` or `unix:PATH`. Nothing but this machine is served: throws
 * {@link AddressError} for any other address.
 */
export const listenAddress = (text: string): ListenAddress => {
  if (text.startsWith('unix:')) {
    if (text.length === 'unix:'.length) throw new AddressError(`${text}: a path is missing`);
    return { type: 'unix', path: text.slice('unix:'.length) };
  }
  const [, name = 'localhost', digits = ''] = /^(?:(.*):)?(\d+)$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535) throw new AddressError(`${text}: not an address, such as 127.0.0.1:7878`);
  const host = name === 'localhost' ? '127.0.0.1' : name.replace(/^\[(.*)\]$/, '$1');
  if (!isLoopback(host)) throw new AddressError(`${text}: only loopback addresses and unix sockets are served`);
  return { type: 'tcp', host, port };
};
