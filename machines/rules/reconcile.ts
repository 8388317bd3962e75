/** A service directory as a scan saw it. */
export type ServiceEntry = {
  /** Its name in the scanned directory. */
  readonly name: string;
  readonly dev: number;
  readonly ino: number;
};

/** Identity of a service: device and inode of its directory, so a rename changes nothing and two names are one. */
export const serviceKey = ({ dev, ino }: Pick<ServiceEntry, 'dev' | 'ino'>): string => `${dev}:${ino}`;

/** What a scan asks for: `start` in the order seen, `leave` by key. */
export type Reconciliation = {
  readonly start: readonly (ServiceEntry & { readonly key: string })[];
  readonly leave: readonly string[];
};

/**
 * Compares what runs with what a complete scan saw. The first of two names for one directory counts.
 *
 * @param known keys of the services that have, or had, a runsv.
 */
export const reconcile = (known: Iterable<string>, entries: readonly ServiceEntry[]): Reconciliation => {
  const seen = new Map<string, ServiceEntry>();
  for (const entry of entries) {
    const key = serviceKey(entry);
    if (!seen.has(key)) seen.set(key, entry);
  }
  const old = new Set(known);
  return {
    start: [...seen].filter(([key]) => !old.has(key)).map(([key, entry]) => ({ ...entry, key })),
    leave: [...old].filter((key) => !seen.has(key)),
  };
};
