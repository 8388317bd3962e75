import stringWidth from 'string-width';

/** Rows of cells as lines, two blanks between columns. Cells must be printable: see demo/words.ts. */
export const columnLines = (rows: readonly (readonly string[])[]): string[] => {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, stringWidth(cell));
    });
  return rows.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat(widths[index]! - stringWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
};
