import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A token that cannot be guessed, in letters that an address may have. */
export const newToken = (): string => randomBytes(24).toString('base64url');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether somebody knows the token. The time that it takes tells nothing of how much of it was right. */
export const isToken = (given: unknown, token: string | undefined): boolean =>
  token !== undefined && typeof given === 'string' && timingSafeEqual(digest(given), digest(token));

/** What a request bears as its token. */
export const borneBy = ({ authorization = '' }: IncomingHttpHeaders): string | undefined =>
  /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
