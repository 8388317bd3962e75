import { describe, expect, it } from 'vitest';
import { nothingAmiss, wrongFinishes, wrongLines } from './support/checks.ts';
import {
  controlScripts,
  downFile,
  finishFile,
  heardSignals,
  kills,
  letters,
  logLetters,
  MILD_COMMANDS,
  MILD_LETTERS,
  moments,
  newRun,
  rests,
  SVS,
  supervisorKills,
  svCommands,
} from './support/commands.ts';
import { finish, service, talking } from './support/fixtures.ts';
import type { Lab } from './support/lab.ts';
import { settle, settleLogger, tellsTruth } from './support/rest.ts';
import { type Kind, playAll, SEED, STORIES } from './support/stories.ts';

const NAME = 'service';
const TIMEOUT = 300_000;

const prepare = (lab: Lab): void => void lab.make(NAME, { ...service, finish });
const end: Kind['end'] = async (lab, models) => {
  await settle(lab, NAME, models[NAME]!);
  await tellsTruth(lab, NAME, SVS);
  nothingAmiss(lab, [NAME], await lab.leave());
};
const kind = (over: Partial<Kind>): Kind => ({
  host: 'runsv',
  names: [NAME],
  prepare,
  commands: [],
  longest: 12,
  end,
  ...over,
});
const around = [kills, moments, rests].map((steps) => steps(NAME));
const usual = [...[letters(), letters(), svCommands()].map((steps) => steps(NAME)), ...around];
/** Each `finish` that is started comes to its first line. */
const mild = [letters(MILD_LETTERS), letters(MILD_LETTERS), svCommands(MILD_COMMANDS)].map((steps) => steps(NAME));

describe.concurrent(`runsv, seed ${SEED}, ${STORIES} stories of each kind`, () => {
  it('comes to what is wanted, with one process at most, whatever is asked and killed and changed', {
    timeout: TIMEOUT,
  }, async () => {
    const more = [newRun, finishFile, downFile, controlScripts].map((steps) => steps(NAME));
    await playAll(kind({ commands: [...usual, ...more] }), SEED);
  });

  it('is killed again and again: the next one takes over, and none runs twice', { timeout: TIMEOUT }, async () => {
    const more = [supervisorKills, supervisorKills, downFile, finishFile].map((steps) => steps(NAME));
    await playAll(kind({ commands: [...usual, ...more] }), SEED + 1);
  });

  it('calls finish once after each end, with its arguments', { timeout: TIMEOUT }, async () => {
    const finishes: Kind['end'] = async (lab, models) => {
      await end(lab, models);
      expect(wrongFinishes(lab.service(NAME))).toEqual([]);
    };
    await playAll(kind({ commands: [...mild, ...around], end: finishes }), SEED + 2);
  });

  it('passes on every signal that is asked for', { timeout: TIMEOUT }, async () => {
    const commands = [heardSignals, heardSignals, letters('tkhpcud'), kills, controlScripts].map((steps) =>
      steps(NAME),
    );
    await playAll(kind({ commands, longest: 8 }), SEED + 3);
  });

  it('has every line logged, whole and in order, until the pipe is empty', { timeout: TIMEOUT }, async () => {
    const logs: Kind['end'] = async (lab, models) => {
      await settleLogger(lab, NAME);
      await end(lab, models);
      expect(wrongLines(lab.service(NAME), lab.logged(NAME))).toEqual([]);
    };
    const logged = (lab: Lab): void => void lab.make(NAME, { ...service, run: talking(400), ...lab.logger('./main') });
    await playAll(kind({ prepare: logged, commands: [...usual, logLetters(NAME)], end: logs }), SEED + 4);
  });
});
