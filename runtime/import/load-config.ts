import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { toPath } from '../../adapters/bytes.ts';
import { attempt, Fatal } from '../fatal.ts';
import { evaluation } from '../installation.ts';

/** What Node runs to tell what a file exports. What that prints itself goes to standard error. */
const TELL = `
import { writeFileSync } from 'node:fs';
console.log = console.info = console.debug = console.error;
const { default: whole, ...named } = await import(process.argv[1]);
writeFileSync(3, JSON.stringify(whole ?? named) ?? 'null');
process.exit(0);
`;

/** Longer ones were not written by people. */
const LONGEST = 16 * 1024 * 1024;

const collect = (stream: NodeJS.ReadableStream): Promise<string> =>
  new Promise((settle) => {
    const parts: Buffer[] = [];
    let size = 0;
    stream.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= LONGEST) parts.push(part);
    });
    stream.on('close', () => settle(Buffer.concat(parts).toString()));
  });

/** Has a Node of its own load a module, which may do whatever it likes there. */
const loadModule = async (path: string): Promise<unknown> => {
  const [file, ...args] = evaluation(TELL, pathToFileURL(path).href);
  const child = spawn(file, args, { stdio: ['ignore', 2, 2, 'pipe'] });
  const said = collect(child.stdio[3] as NodeJS.ReadableStream);
  const code = await new Promise((settle) => child.once('close', settle).once('error', settle));
  const text = await said;
  if (code !== 0 || text === '') throw new Fatal(`unable to load ${path}: Node could not, as it says`);
  return JSON.parse(text);
};

const loadJson = (path: string): unknown => {
  const text = attempt(`unable to read ${path}`, () => readFileSync(toPath(path), 'utf8'));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Fatal(`${path} is no JSON: ${(error as Error).message}`);
  }
};

/**
 * What a file of settings says: JSON is read, JavaScript is run, by a Node of its own. Throws {@link Fatal} where that
 * cannot be.
 */
export const loadConfig = (path: string): unknown | Promise<unknown> => {
  if (/\.json5?$/.test(path)) return loadJson(path);
  if (/\.[cm]?[jt]s$/.test(path)) return loadModule(path);
  throw new Fatal(`${path} is neither JavaScript nor JSON by its name (.js, .cjs, .mjs, .json)`);
};
