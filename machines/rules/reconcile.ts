/** A service directory as a scan saw it. */
export type ServiceEntry = {
  /** Its name in the scanned directory. */
  readonly name: string;
  readonly dev: bigint;
  readonly ino: bigint;
};

/** Identity of a service: device and inode of its directory, so a rename changes nothing and two names are one. */
export const serviceKey = ({ dev, ino }: Pick<ServiceEntry, 'dev' | 'ino'>): string => `${dev}:${ino}`;

/** What a scan saw, by key; the first of two names for one directory counts. */
export const byKey = <Entry extends ServiceEntry>(entries: readonly Entry[]): Map<string, Entry> => {
  const seen = new Map<string, Entry>();
  for (const entry of entries) {
    const key = serviceKey(entry);
    if (!seen.has(key)) seen.set(key, entry);
  }
  return seen;
};

/** A service that is known, and what a scan needs to know of it. */
export type KnownService = {
  readonly name: string;
  /** It was a link that led nowhere at the last look. */
  readonly missed: boolean;
};

/** What is to be done about a known service after a scan. */
export type Verdict = 'keep' | 'miss' | 'remove';

/**
 * Whether a known service is still there. Not seen means removed, with two exceptions: what could not be looked at is
 * not gone, and a link that leads nowhere gets a second look, because links are replaced in two steps.
 */
export const verdictOn = (
  service: KnownService,
  seen: boolean,
  unknown: ReadonlySet<string>,
  dangling: ReadonlySet<string>,
): Verdict => {
  if (seen || unknown.has(service.name)) return 'keep';
  return dangling.has(service.name) && !service.missed ? 'miss' : 'remove';
};
