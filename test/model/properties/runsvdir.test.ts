import { describe, expect, it } from 'vitest';
import type { Tree } from '../../conformance/support/sandbox.ts';
import { nothingAmiss, wrongLines } from './support/checks.ts';
import {
  downFile,
  finishFile,
  kills,
  letters,
  links,
  logLetters,
  moments,
  replaced,
  rests,
  SVS,
  supervisorKills,
  svCommands,
} from './support/commands.ts';
import { finish, service, talking } from './support/fixtures.ts';
import type { Lab } from './support/lab.ts';
import { settle, settleLogger, tellsTruth } from './support/rest.ts';
import { type Kind, playAll, SEED, STORIES } from './support/stories.ts';

const TIMEOUT = 300_000;
const TREE = { ...service, finish };

const end =
  (names: readonly string[]): Kind['end'] =>
  async (lab, models) => {
    for (const [name, model] of Object.entries(models)) await settle(lab, name, model);
    for (const name of names.filter((each) => !models[each]!.away)) await tellsTruth(lab, name, SVS);
    nothingAmiss(lab, names, await lab.leave());
  };
const linked =
  (names: readonly string[], tree: Tree): Kind['prepare'] =>
  (lab) => {
    for (const name of names) {
      lab.make(name, tree);
      lab.link(name);
    }
  };

describe.concurrent(`runsvdir, seed ${SEED}, ${STORIES} stories of each kind`, () => {
  it('has one process at most behind each name, whatever comes, goes, is replaced and killed', {
    timeout: TIMEOUT,
  }, async () => {
    const names = ['a', 'b', 'c'];
    const steps = [
      letters('uuudddotkpcxhi'),
      svCommands(),
      kills,
      links,
      links,
      replaced(TREE),
      moments,
      rests,
      downFile,
      finishFile,
    ];
    await playAll(
      {
        host: 'runsvdir',
        names,
        prepare: linked(names, TREE),
        commands: names.flatMap((name) => [...steps, supervisorKills].map((each) => each(name))),
        longest: 14,
        end: end(names),
      },
      SEED + 10,
    );
  });

  it('hosts a logger that logs every line, whole and in order, whoever is killed', { timeout: TIMEOUT }, async () => {
    const names = ['a'];
    const prepare = (lab: Lab): void => linked(names, { ...TREE, run: talking(400), ...lab.logger('./main') })(lab);
    const logs: Kind['end'] = async (lab, models) => {
      await settleLogger(lab, 'a');
      await end(names)(lab, models);
      expect(wrongLines(lab.service('a'), lab.logged('a'))).toEqual([]);
    };
    const steps = [letters(), kills, supervisorKills, supervisorKills, moments, rests].map((each) => each('a'));
    await playAll(
      { host: 'runsvdir', names, prepare, commands: [...steps, logLetters('a')], longest: 12, end: logs },
      SEED + 11,
    );
  });
});
