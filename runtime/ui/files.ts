import { extname } from 'node:path';
import type { NamedFile } from '../installation.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.ico': 'image/x-icon',
  '.png': 'image/png',
};

/** What a page may do: nothing is loaded from elsewhere, and nothing told there. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A file of the page, by its path in the address. */
export type PageFile = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

/** The page, read once: what is asked for later is looked up by its name, and never becomes a path. */
export const readPage = (page: readonly NamedFile[]): ReadonlyMap<string, PageFile> => {
  const files = new Map<string, PageFile>();
  for (const [name, body] of page) {
    const isNamedByContent = name.startsWith('/assets/');
    files.set(name === '/index.html' ? '/' : name, {
      body,
      headers: {
        'Content-Security-Policy': POLICY,
        'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream',
        'Cache-Control': isNamedByContent ? 'max-age=31536000, immutable' : 'no-cache',
      },
    });
  }
  return files;
};
