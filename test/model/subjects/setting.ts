/** What a control script does: take the signal over, or leave it to runsv. */
export type ScriptManner = 'suppresses' | 'refuses';

/** A service directory before runsv starts. */
export type Setting = {
  readonly down: boolean;
  /** `waits`: until it is told to end; `quick`: ends at once. */
  readonly finish: 'none' | 'quick' | 'waits';
  readonly log: 'none' | 'up' | 'down';
  /** The service survives TERM. */
  readonly stubborn: boolean;
  readonly scripts: Readonly<Record<string, ScriptManner>>;
};

const SCRIPTS = 'utdxkpchaiq12';

/** One of so many, by chance. */
export type Roll = (sides: number) => number;

const pick = <T>(roll: Roll, ...choices: readonly T[]): T => choices[roll(choices.length)]!;

export const randomSetting = (roll: Roll): Setting => ({
  down: roll(3) === 0,
  finish: pick(roll, 'none', 'quick', 'waits'),
  log: pick(roll, 'none', 'none', 'up', 'up', 'down'),
  stubborn: roll(2) === 0,
  scripts:
    roll(2) === 0
      ? {}
      : Object.fromEntries(
          [...SCRIPTS]
            .filter(() => roll(3) === 0)
            .map((letter) => [letter, pick<ScriptManner>(roll, 'suppresses', 'refuses')]),
        ),
});

/** A setting in words, without a comma. */
export const settingText = ({ down, finish, log, stubborn, scripts }: Setting): string =>
  [
    `finish=${finish}`,
    `log=${log}`,
    ...(down ? ['down'] : []),
    ...(stubborn ? ['stubborn'] : []),
    ...Object.entries(scripts).map(([letter, manner]) => `control/${letter}=${manner}`),
  ].join(' ');

export const settingOf = (text: string): Setting => {
  const words = text.split(' ');
  const value = (name: string): string => words.find((word) => word.startsWith(`${name}=`))!.slice(name.length + 1);
  return {
    down: words.includes('down'),
    finish: value('finish') as Setting['finish'],
    log: value('log') as Setting['log'],
    stubborn: words.includes('stubborn'),
    scripts: Object.fromEntries(
      words
        .filter((word) => word.startsWith('control/'))
        .map((word) => word.slice(8).split('=') as [string, ScriptManner]),
    ),
  };
};
