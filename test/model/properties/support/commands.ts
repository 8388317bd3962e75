import { setTimeout as pause } from 'node:timers/promises';
import { execa } from 'execa';
import fc from 'fast-check';
import { empty, shell, type Tree } from '../../../conformance/support/sandbox.ts';
import { oracleInstalled, runit, runstate, type Subject } from '../../../conformance/support/subjects.ts';
import { until } from '../../../conformance/support/until.ts';
import { finish, run } from './fixtures.ts';
import { DEADLINE, isGone, isOf, type Lab } from './lab.ts';
import { asked, linkedAgain, type Model, orphaned } from './model.ts';
import { settle, tellsTruth } from './rest.ts';

/** Whose sv is used: both, where both are there. */
export const SVS: readonly Subject[] = oracleInstalled ? [runstate, runit] : [runstate];

/** What is known of each service, by name. */
export type Models = Readonly<Record<string, Model>>;
export type Command = fc.AsyncCommand<Models, Lab>;

/** A step on one service, told by its name and arguments. */
export const step = (
  words: string,
  name: string,
  act: (lab: Lab, model: Model, models: Models) => Promise<unknown> | unknown,
  may: (model: Model) => boolean = ({ away }) => !away,
): Command => ({
  check: (models) => may(models[name]!),
  run: async (models, lab) => {
    await act(lab, models[name]!, models);
  },
  toString: () => `${name}: ${words}`,
});

type Steps = (name: string) => fc.Arbitrary<Command>;

const lettersOf = (alphabet: string): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 6 }).map((all) => all.join(''));

const LETTERS = 'uuudddotkpchaiq12';
/** Without the one that kills `finish` (R06), be it before its first line. */
export const MILD_LETTERS = LETTERS.replace('k', '');

/** Letters into the FIFO, as one write. */
export const letters =
  (alphabet = LETTERS): Steps =>
  (name) =>
    lettersOf(alphabet).map((all) =>
      step(`letters ${all}`, name, async (lab, model) => {
        asked(model, all);
        await lab.write(name, all);
      }),
    );

/** Letters to its logger, which is wanted up after them: else a full pipe would stop the service. */
export const logLetters: Steps = (name) =>
  lettersOf('ttudchao').map((all) =>
    step(`letters ${all}cu to its log`, name, (lab) => lab.write(`${name}/log`, `${all}cu`)),
  );

const SV_LETTERS = {
  up: 'u',
  down: 'd',
  once: 'o',
  restart: 'u',
  term: 't',
  cont: 'c',
  kill: 'k',
  hup: 'h',
  alarm: 'a',
};

type SvCommand = keyof typeof SV_LETTERS;
const SV_COMMANDS = Object.keys(SV_LETTERS) as SvCommand[];
/** As {@link MILD_LETTERS}. */
export const MILD_COMMANDS = SV_COMMANDS.filter((word) => word !== 'kill');

/** A command of sv, ours or runit's, which waits no longer than it takes. runit's may leave out what it finds done. */
export const svCommands =
  (commands = SV_COMMANDS): Steps =>
  (name) =>
    fc.tuple(fc.constantFrom(...commands), fc.constantFrom(...SVS)).map(([word, subject]) =>
      step(`${subject.name}'s sv ${word}`, name, async (lab, model) => {
        await lab.answers(name);
        const isUnsure = model.dirty && subject !== runstate;
        asked(model, SV_LETTERS[word]);
        if (isUnsure && /[udo]/.test(SV_LETTERS[word])) model.wanted = 'unknown';
        await execa(subject.sv, ['-w', '1', word, lab.service(name).directory], {
          reject: false,
          env: { LC_ALL: 'C' },
        });
      }),
    );

/** SIGKILL to the process, from outside. */
export const kills: Steps = (name) =>
  fc.constantFrom('run' as const, 'finish' as const).map((who) =>
    step(`kill -9 ${who}`, name, (lab, model) => {
      model.dirty = true;
      return lab.killProcess(lab.service(name), who);
    }),
  );

/** A directory that nobody is told of any more is nobody's: what runs there has to be gone before its runsvdir is. */
const withoutRemains = async (lab: Lab, models: Models): Promise<void> => {
  for (const [name, { away }] of Object.entries(models)) {
    const nobodys = lab.homes(name).slice(away ? 0 : 1);
    await until(`what ${name} was is gone`, () => nobodys.every(isGone), { deadline: DEADLINE });
  }
};

/** SIGKILL to whoever supervises; another one takes over. */
export const supervisorKills: Steps = (name) =>
  fc.constant(
    step('kill -9 its supervisor', name, async (lab, _, models) => {
      await withoutRemains(lab, models);
      await lab.kill();
      for (const model of Object.values(models)) orphaned(model);
      lab.start();
    }),
  );

export const newRun: Steps = (name) =>
  fc
    .constantFrom('second', 'third')
    .map((version) =>
      step(`another run: ${version}`, name, (lab) => lab.replace(lab.service(name), 'run', run(version))),
    );

export const finishFile: Steps = (name) =>
  fc.boolean().map((isThere) =>
    step(isThere ? 'finish is there' : 'no finish', name, (lab) => {
      if (isThere) lab.replace(lab.service(name), 'finish', finish);
      else lab.remove(lab.service(name), 'finish');
    }),
  );

export const downFile: Steps = (name) =>
  fc.boolean().map((isThere) =>
    step(isThere ? 'down is there' : 'no down', name, (lab, model) => {
      model.downFile = isThere;
      // A runsv that begins may look for it before or after this.
      if (model.dirty) model.wanted = 'unknown';
      if (isThere) lab.replace(lab.service(name), 'down', empty);
      else lab.remove(lab.service(name), 'down');
    }),
  );

/** A control script that does something and leaves the signal to runsv. */
export const controlScripts: Steps = (name) =>
  fc.tuple(fc.constantFrom(...'tdhcx1'), fc.boolean()).map(([letter, isThere]) =>
    step(`${isThere ? '' : 'no '}control/${letter}`, name, (lab) => {
      if (isThere) lab.replace(lab.service(name), `control/${letter}`, shell('exit 1'));
      else lab.remove(lab.service(name), `control/${letter}`);
    }),
  );

/** Some time, so that steps meet the service in all its states: not a wait for anything. */
export const moments: Steps = (name) =>
  fc.integer({ min: 1, max: 400 }).map((time) => step(`${time} ms`, name, () => pause(time)));

/** Comes to rest as it is wanted, and sv tells so. */
export const rests: Steps = (name) =>
  fc.constant(
    step('rests', name, async (lab, model) => {
      await settle(lab, name, model);
      await tellsTruth(lab, name, SVS);
    }),
  );

/** What a supervisor that was just started has not found yet, and does not find any more, is nobody's for good. */
const found = (lab: Lab, name: string, { away }: Model): Promise<void> =>
  away ? Promise.resolve() : lab.answers(name);

/** The link to a service is taken away, and put back. */
export const links: Steps = (name) =>
  fc.boolean().map((isThere) =>
    step(
      isThere ? 'is linked again' : 'is unlinked',
      name,
      async (lab, model) => {
        if (isThere) {
          linkedAgain(model, false);
          lab.link(name);
        } else {
          await found(lab, name, model);
          lab.unlink(name);
          Object.assign(model, { away: true, dirty: true });
        }
      },
      ({ away }) => away === isThere,
    ),
  );

/** Another directory in the place of the one that the name leads to. */
export const replaced =
  (tree: Tree): Steps =>
  (name) =>
    fc.constant(
      step(
        'is replaced',
        name,
        async (lab, model) => {
          await found(lab, name, model);
          lab.make(name, tree);
          lab.link(name);
          linkedAgain(model, true);
        },
        () => true,
      ),
    );

const SIGNALS = { h: 'HUP', a: 'ALRM', i: 'INT', q: 'QUIT', 1: 'USR1', 2: 'USR2' } as const;

/** Signal letters to a service at rest: it hears each. One that a control script lets go late may end it first. */
export const heardSignals: Steps = (name) =>
  fc.subarray(Object.keys(SIGNALS) as (keyof typeof SIGNALS)[], { minLength: 1 }).map((all) =>
    step(`hears ${all.join('')}`, name, async (lab, model) => {
      const service = lab.service(name);
      for (let pid = 0; !isOf(service, pid); ) {
        asked(model, 'u');
        await lab.write(name, 'u');
        await settle(lab, name, model);
        pid = service.status().pid;
        await lab.write(name, all.join(''));
        const hasHeard = (): boolean => all.every((letter) => service.count(`heard ${SIGNALS[letter]} ${pid}`) > 0);
        await until(`${name} hears ${all}`, () => hasHeard() || !isOf(service, pid), { deadline: DEADLINE });
      }
    }),
  );
