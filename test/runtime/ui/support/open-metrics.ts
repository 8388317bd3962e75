/** One line of a family: its labels and its value. */
export type Sample = { readonly labels: Readonly<Record<string, string>>; readonly value: number };
export type Family = { readonly type: string; readonly samples: Sample[] };

const META =
  /^# (?:TYPE (?<name>[a-zA-Z_:][\w:]*) (?<type>counter|gauge)|HELP (?<of>[a-zA-Z_:][\w:]*) (?:[^\\"]|\\[\\n"])*)$/;
const SAMPLE =
  /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>[+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf|NaN))$/s;
const LABEL = /(?<name>[a-zA-Z_]\w*)="(?<value>(?:[^"\\\n]|\\[\\n"])*)"(?<more>,|$)/sy;

const fail = (what: string, line: string): never => {
  throw new Error(`${what}: ${JSON.stringify(line)}`);
};

const unescaped = (text: string): string => text.replace(/\\(.)/gs, (_, char) => (char === 'n' ? '\n' : char));

const labelsOf = (text: string, line: string): Record<string, string> => {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let isMore = text !== ''; isMore; ) {
    const { name, value, more } = LABEL.exec(text)?.groups ?? fail('no label', line);
    if (Object.hasOwn(labels, name!)) fail('a label twice', line);
    labels[name!] = unescaped(value!);
    isMore = more === ',';
    if (!isMore && LABEL.lastIndex !== text.length) fail('more than labels', line);
  }
  return labels;
};

const takeSample = (line: string, family: string, to: Family | undefined, seen: Set<string>): void => {
  const { name, labels = '', value } = SAMPLE.exec(line)?.groups ?? fail('no sample', line);
  const { type, samples } = to ?? fail('of no family', line);
  if (name !== (type === 'counter' ? `${family}_total` : family)) fail('not of this family', line);
  const sample = { labels: labelsOf(labels, line), value: Number(value) };
  const key = JSON.stringify([name, Object.entries(sample.labels).sort()]);
  if (seen.has(key)) fail('a sample twice', line);
  seen.add(key);
  samples.push(sample);
};

/**
 * Reads OpenMetrics as its standard has it, and throws at whatever else: lines end with a line feed, and the last is
 * `# EOF`; a family is told of once, after its type; a counter's samples end with `_total`; none is there twice.
 */
export const readOpenMetrics = (text: string): ReadonlyMap<string, Family> => {
  if (!text.isWellFormed() || !text.endsWith('\n# EOF\n')) throw new Error('it has no end, or is no text');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current = '';
  for (const line of text.slice(0, -'# EOF\n'.length - 1).split('\n')) {
    const meta = META.exec(line)?.groups;
    if (!meta) takeSample(line, current, families.get(current), seen);
    if (meta?.type === undefined) continue;
    if (families.has(meta.name!)) fail('a family twice', line);
    current = meta.name!;
    families.set(current, { type: meta.type, samples: [] });
  }
  return families;
};
