import type { Piece } from './picture.ts';

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string | number): string => String(text).replaceAll(/[&<>"]/g, (letter) => ENTITY[letter]!);

const written = (one: Piece | string, indent: string): string => {
  if (typeof one === 'string') return escaped(one);
  const at = Object.entries(one.at).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  const open = `${indent}<${one.tag}${at.join('')}`;
  if (one.inside.length === 0) return `${open}/>`;
  if (one.inside.every((inside) => typeof inside === 'string'))
    return `${open}>${one.inside.map(escaped)}</${one.tag}>`;
  return [`${open}>`, ...one.inside.map((inside) => written(inside, `${indent}  `)), `${indent}</${one.tag}>`].join(
    '\n',
  );
};

/** A picture as a file of its own, with its style in it. */
export const svgText = (picture: Piece, style: string): string => {
  const [first, ...rest] = written(picture, '').split('\n');
  return `${[first, `  <style>\n${style.trim()}\n  </style>`, ...rest].join('\n')}\n`;
};
