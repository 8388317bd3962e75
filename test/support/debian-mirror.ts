import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a Debian comes from. */
export type Mirror = { readonly uri: string; readonly suite: string };

const COMPONENT = 'main';

const inStanza = (stanza: string): Mirror | undefined => {
  const field = (name: string): string[] =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'mi').exec(stanza)?.[1]?.split(/\s+/).filter(Boolean) ?? [];
  const [[uri], [suite]] = [field('URIs'), field('Suites')];
  return uri && suite && field('Components').includes(COMPONENT) ? { uri, suite } : undefined;
};

const inLine = (line: string): Mirror | undefined => {
  const [, uri, suite] = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+(?:\S+\s+)*main\b/.exec(line) ?? [];
  return uri && suite ? { uri, suite } : undefined;
};

const isDebian = ({ uri, suite }: Mirror): boolean => /\/debian\/?$/.test(uri) && /^[a-z]+$/.test(suite);

/**
 * The first source of Debian itself, neither of its updates nor of somebody else's packages.
 *
 * @param text of a file as `sources.list(5)` has it, in either form.
 */
export const mirrorIn = (text: string): Mirror | undefined => {
  const plain = text.replace(/^#.*\n?/gm, '');
  return [...plain.split(/\n\s*\n/).map(inStanza), ...plain.split('\n').map(inLine)].find(
    (one) => one !== undefined && isDebian(one),
  );
};

/** What this machine itself is fed from. */
export const mirrorHere = (etc = '/etc/apt'): Mirror | undefined => {
  const parts = join(etc, 'sources.list.d');
  const named = existsSync(parts) ? readdirSync(parts).filter((name) => /\.(list|sources)$/.test(name)) : [];
  return [join(etc, 'sources.list'), ...named.sort().map((name) => join(parts, name))]
    .filter((file) => existsSync(file))
    .map((file) => mirrorIn(readFileSync(file, 'utf8')))
    .find((one) => one !== undefined);
};
