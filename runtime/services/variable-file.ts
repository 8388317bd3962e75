/** Why a variable cannot be kept in an environment directory (chpst -e); undefined: it can. */
export const variableProblem = (name: string, value: string): string | undefined => {
  if (!/^[^.=/][^=/]*$/.test(name))
    return `${name === '' ? 'an empty name' : name} is no name of a variable for chpst -e`;
  // chpst cuts blanks off, where they end the file's first line.
  return /[ \t]$/.test(value) ? `the value of ${name} ends with a blank, which chpst -e would drop` : undefined;
};

/** The file that stands for a value: chpst takes the first line, and NULs in it for newlines. An empty file is no variable. */
export const variableFile = (value: string): string => `${value.replaceAll('\n', '\0')}\n`;
