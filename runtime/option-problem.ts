import { fromBytes, toBytes } from '../adapters/bytes.ts';
import type { OptionProblem } from '../machines/rules/getopt.ts';
import packageFile from '../package.json' with { type: 'json' };

/** What a program says of its command line before its usage; nothing where that says it all. */
export const explainProblem = (
  name: string,
  found: OptionProblem | { readonly problem: 'version' | 'usage' },
): string => {
  if (!('option' in found)) return found.problem === 'version' ? `runstate ${packageFile.version}\n` : '';
  // Options are bytes to runit, also where a character has several.
  const option = fromBytes(toBytes(found.option).subarray(0, 1));
  return `${name}: ${found.problem === 'illegal' ? 'illegal option' : 'option requires an argument'} -- ${option}\n`;
};
