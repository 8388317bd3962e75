/**
 * Mutants that no test can catch, each with the reason: most of them mean the same as the unbroken source. A mutant is
 * known by its id, which changes when the lines around it do; then it has to be looked at again. `npm run test:mutants`
 * fails where one of these is caught, or is no mutant any more.
 */
export type Explanation = {
  readonly why: string;
  /** As the run tells them: the id, and words for the reader. */
  readonly mutants: readonly string[];
};

export const EXPLAINED: readonly Explanation[] = [
  {
    why: 'Nothing is left to say: the number of an empty text is 0 in BigInt, too, or a pattern without an anchor that can match nothing matches at the beginning at once.',
    mutants: [
      "fVMy0fDu machines/rules/chpst/numbers.ts || with one side: text || '0' -> (text)",
      "cKOIWnhq machines/rules/leading-number.ts || with one side: /^\\d*/.exec(text)![0] || '0' -> (/^\\d*/.exec(text)![0])",
      'f4vec8l- machines/rules/leading-number.ts drop ^: /^\\d*/ -> /\\d*/',
      'MbLriEyh machines/rules/svlog/config.ts drop ^: /^\\d*/ -> /\\d*/',
    ],
  },
  {
    why: 'What follows the first piece, or comes to nothing, is not used.',
    mutants: [
      'l_rl-Ei8 machines/rules/chpst/environment.ts one more: 1 -> 2',
      '5mkuBUPz machines/rules/chpst/environment.ts + becomes *: /[ \\t]+$/ -> /[ \\t]*$/',
    ],
  },
  {
    why: 'At the border both sides are the same value.',
    mutants: [
      'LihoHHRP machines/rules/chpst/numbers.ts > becomes >=: > -> >=',
      'Di0fLnaC machines/rules/sv-status.ts < becomes <=: < -> <=',
    ],
  },
  {
    why: 'A flag has no argument that anyone reads.',
    mutants: ['3WcXwHfw machines/rules/getopt.ts another word: \'\' -> "?"'],
  },
  {
    why: 'The name is not among the settings either way.',
    mutants: [
      'C6eVlP7x machines/rules/rsvlog.ts + becomes *: /^[ \\t]*([A-Z_]+)=(.*)$/ -> /^[ \\t]*([A-Z_]*)=(.*)$/',
      '5nI-rjoR machines/rules/rsvlog.ts another word: \'\' -> "?"',
    ],
  },
  {
    why: 'No two elements are the same.',
    mutants: ['mYE43Q6u machines/rules/status-record.ts indexOf becomes lastIndexOf: indexOf -> lastIndexOf'],
  },
  {
    why: 'The other text has exactly one letter.',
    mutants: [
      'fJBLXyaR machines/rules/sv-status.ts && with one side: letters.length === 1 && letters === want -> (letters === want)',
    ],
  },
  {
    why: 'With the flag s the rest reaches to the end; and the text that is searched begins with the colon.',
    mutants: [
      'QBGZi8GH machines/rules/svlog/address.ts drop $: /^(\\d+)\\.(\\d+)\\.(\\d+)\\.(\\d+)(.*)$/s -> /^(\\d+)\\.(\\d+)\\.(\\d+)\\.(\\d+)(.*)/s',
      'dCdDPH34 machines/rules/svlog/address.ts drop ^: /^:(\\d*)/ -> /:(\\d*)/',
    ],
  },
  {
    why: 'Whatever is long has at least one byte, as `length` is at least 1 and no chunk is empty; what goes on within a line is long.',
    mutants: [
      'Bo9koDZw machines/rules/svlog/batch.ts && with one side: isLong && this.#end > tail -> (isLong)',
      'lyx6UMwR machines/rules/svlog/batch.ts > becomes >=: > -> >=',
      'Pumccdvk machines/rules/svlog/batch.ts if (false): isWithin -> false',
    ],
  },
  {
    why: 'Where all has been handed out nothing is left whose moment would count.',
    mutants: ['40kUzE6p machines/rules/svlog/batch.ts && with one side: !hasNewline && !isLong -> (!hasNewline)'],
  },
  {
    why: 'No unit has that name.',
    mutants: ['KME9s5xY machines/rules/svlog/config.ts another word: \'\' -> "?"'],
  },
  {
    why: 'Behind the last byte there is an empty line, which says nothing.',
    mutants: ['NusYYJYF machines/rules/svlog/config.ts < becomes <=: < -> <='],
  },
  {
    why: 'The exit code is noted before the machine ends, always.',
    mutants: [
      's81Znobm machines/runsv-process.ts one more: 0 -> 1',
      'YjoEpm-w machines/runsv-process.ts one less: 0 -> (-1)',
    ],
  },
  {
    why: 'One of the two assigns, the other sends, tells or ends a port; neither looks at what the other does.',
    mutants: [
      "4LuYAnKK machines/log-directory.ts swap two of entry: 'noteReloaded', 'open' -> 'open', 'noteReloaded'",
      "SrTYJjfI machines/log-directory.ts swap two of actions: 'noteOpened', { type: 'tellParent', params: { news: 'log.... -> { type: 'tellParent', params: { news: 'log.opened' } }, '...",
      "4h7KcOfJ machines/log-directory.ts swap two of entry: 'noteNotDue', 'rotate' -> 'rotate', 'noteNotDue'",
      "8SDwrh5k machines/runit.ts swap two of actions: 'notePower', ...DEAF_WORDS -> ...DEAF_WORDS, 'notePower'",
      "zb4fJlba machines/runit.ts swap two of actions: 'notePower', ...STOP.actions -> ...STOP.actions, 'notePower'",
      "Wg-lAocA machines/svlogd.ts swap two of entry: 'awaitAll', 'reloadAll' -> 'reloadAll', 'awaitAll'",
      "wtulUWuo machines/svlogd.ts swap two of entry: 'awaitAll', 'openAll' -> 'openAll', 'awaitAll'",
      "en0uURyI machines/svlogd.ts swap two of entry: 'awaitAll', 'closeAll' -> 'closeAll', 'awaitAll'",
      "2PnGyH4R machines/service.ts swap two of actions: 'publish', 'orderStop' -> 'orderStop', 'publish'",
      "SQWYhWzI machines/service.ts swap two of actions: 'publish', 'orderStop' -> 'orderStop', 'publish'",
      "CzzhkzDA machines/service.ts swap two of actions: 'publish', 'orderStop' -> 'orderStop', 'publish'",
      "xtxjKeR0 machines/service.ts swap two of actions: 'noteRefusal', 'publish' -> 'publish', 'noteRefusal'",
      "NiTUncnd machines/service.ts swap two of actions: 'publish', 'forgetProgram' -> 'forgetProgram', 'publish'",
      "tWcD4e_P machines/service.ts swap two of actions: 'noteFinishDue', 'forgetProgram' -> 'forgetProgram', 'noteFinishDue'",
      "2jADjLe7 machines/service.ts swap two of actions: 'noteExit', 'forgetProgram' -> 'forgetProgram', 'noteExit'",
      "6Q-UaBkV machines/service.ts swap two of actions: 'noteRefusal', 'forgetProgram' -> 'forgetProgram', 'noteRefusal'",
      "3SF7dvyV machines/service.ts swap two of actions: 'noteFinishDue', 'forgetProgram' -> 'forgetProgram', 'noteFinishDue'",
      "hWJWc_bn machines/service.ts swap two of actions: 'noteExit', 'forgetProgram' -> 'forgetProgram', 'noteExit'",
      "2qnfmIGv machines/init.ts swap two of actions: 'fail', { type: 'warn', params: ({ event }) => ({ cause: ... -> { type: 'warn', params: ({ event }) => ({ cause: event.er...",
      "0aDxg72f machines/runsv.ts swap two of actions: 'noteFinal', 'askToLeave' -> 'askToLeave', 'noteFinal'",
      "jIC3_XYm machines/runsv.ts swap two of actions: 'noteLeft', 'forgetMain' -> 'forgetMain', 'noteLeft'",
      "sVOqm41J machines/runsvdir.ts swap two of actions: 'noteScanned', 'acknowledge' -> 'acknowledge', 'noteScanned'",
      "7Z93-xPe machines/runsvdir.ts swap two of actions: { type: 'warnAboutRunsv', params: faultOf }, 'stopOrphans' -> 'stopOrphans', { type: 'warnAboutRunsv', params: faultOf }",
      "g2dhXJhG machines/runsvdir.ts swap two of actions: { type: 'warnAboutRunsv', params: faultOf }, 'stopOrphans' -> 'stopOrphans', { type: 'warnAboutRunsv', params: faultOf }",
    ],
  },
  {
    why: 'What is raised is taken only when all actions are done.',
    mutants: [
      "z2YJBdtP machines/runsvdir.ts swap two of actions: 'forgetRunsv', raise({ type: 'runsvdir.unsettled' }) -> raise({ type: 'runsvdir.unsettled' }), 'forgetRunsv'",
      "5_jmxtgG machines/runsvdir.ts swap two of actions: 'forgetRunsv', raise({ type: 'runsvdir.unsettled' }) -> raise({ type: 'runsvdir.unsettled' }), 'forgetRunsv'",
    ],
  },
  {
    why: 'A letter is for the log or for the service, never for both.',
    mutants: [
      "r010FoBH machines/runsv.ts swap two of supervise.control: { guard: 'isForLog', actions: 'relay' }, { guard: 'isTooL... -> { guard: 'isTooLate' }, { guard: 'isForLog', actions: 're...",
    ],
  },
  {
    why: 'A child that is spawned under an id takes the place of the one before.',
    mutants: ["HgUEa-Jo machines/runsv.ts drop one of actions: , 'forgetMain' -> (nothing)"],
  },
  {
    why: 'Nothing is looked for any more once all have been told to leave.',
    mutants: ["m6OZ5HOl machines/runsvdir.ts drop one of actions: , 'noteScanned' -> (nothing)"],
  },
  {
    why: 'The machine leaves this state when its runsvdir has gone, so there is one.',
    mutants: ['ExibGe9q machines/init.ts ?? with one side: services?.values() ?? [] -> (services?.values())'],
  },
  {
    why: 'Before the first look there is no service, so that leaving ends at once, in the same way.',
    mutants: [
      "luAGEx4M machines/runsvdir.ts wrong target: 'gone' -> 'leaving'",
      "KYcJE4nB machines/runsvdir.ts wrong target: 'gone' -> 'leaving'",
    ],
  },
  {
    why: 'Each of the two assigns something else.',
    mutants: [
      "0-sf962e machines/service.ts swap two of actions: 'drain', 'continuePaused' -> 'continuePaused', 'drain'",
      "E2N2lj9D machines/service.ts swap two of actions: 'noteStart', { type: 'noteRunning', params: { file: 'run'... -> { type: 'noteRunning', params: { file: 'run' } }, 'noteSt...",
      "4pRZxAKn machines/service.ts swap two of actions: 'noteStart', { type: 'noteRunning', params: { file: 'run'... -> { type: 'noteRunning', params: { file: 'run' } }, 'noteSt...",
    ],
  },
  {
    why: 'What is found is run or finish, never both.',
    mutants: [
      "8uiqKfVA machines/service.ts swap two of always: { guard: 'adoptsRun', target: 'running', actions: 'adoptP... -> { guard: 'adoptsFinish', target: 'finishing', actions: 'a...",
    ],
  },
  {
    why: 'A logger has no scripts, so that all its orders are carried out in one step: CONT follows TERM either way.',
    mutants: ["wpBN1-MK machines/service.ts swap two of actions: 'continueFirst', 'obey' -> 'obey', 'continueFirst'"],
  },
  {
    why: 'The pause lets go of who leaves, at once.',
    mutants: [
      "001ecb6d machines/service.ts drop one of always: { guard: 'leaves', target: 'down' }, -> (nothing)",
      "ZAVHjzVz machines/service.ts swap two of always: { guard: 'leaves', target: 'down' }, { guard: 'diedTooSoo... -> { guard: 'diedTooSoon', target: 'backoff' }, { guard: 'le...",
    ],
  },
  {
    why: 'Nothing compares with it but names, which begin with `@`.',
    mutants: ['I6xsDffw machines/rules/svlog/names.ts another word: \'\' -> "?"'],
  },
  {
    why: 'Of two names that are the same it does not matter which; and a label is shorter than any name.',
    mutants: [
      'tYRsTExv machines/rules/svlog/names.ts > becomes >=: > -> >=',
      '41RtOgpI machines/rules/svlog/names.ts > becomes >=: > -> >=',
      'QcE7Z4Yk machines/rules/svlog/prune.ts < becomes <=: < -> <=',
    ],
  },
  {
    why: 'No position is below zero.',
    mutants: ['HApiC_HG machines/rules/svlog/pattern.ts one more: 1 -> 2'],
  },
  {
    why: 'Whoever comes to the end has not found it, whatever stands there.',
    mutants: ['zRmuZUdr machines/rules/svlog/pattern.ts < becomes <=: < -> <='],
  },
  {
    why: 'No day of the four centuries after which all begins anew has another date: `stamp.test.ts` compares each.',
    mutants: [
      'C9mwPJHk machines/rules/svlog/stamp.ts one less: 1460 -> (1459)',
      'cOybdt7o machines/rules/svlog/stamp.ts one less: 36_524 -> (36523)',
      'iwp9qzQr machines/rules/svlog/stamp.ts one less: 146_096 -> (146095)',
    ],
  },
  {
    why: 'It is set before anyone looks at it: by the first opening.',
    mutants: [
      'N2Ry5Yw2 machines/log-directory.ts one more: 0 -> 1',
      '2LPtFDGr machines/log-directory.ts one less: 0 -> (-1)',
      'vn4fhSRP machines/log-directory.ts one more: 0 -> 1',
      'W4RGf7GT machines/log-directory.ts one less: 0 -> (-1)',
      'QTWLMNdt machines/log-directory.ts the other boolean: false -> true',
    ],
  },
  {
    why: 'Ages are whole seconds, in milliseconds.',
    mutants: ['_sQCEwkG machines/log-directory.ts one more: 0 -> 1'],
  },
  {
    why: 'Its guards exclude each other, or only one of them comes true at a time and is taken at once.',
    mutants: [
      "dFW-xXhI machines/log-directory.ts swap two of pause: { guard: 'wasOpening', target: 'opening' }, { guard: 'was... -> { guard: 'wasWriting', target: 'rewriting' }, { guard: 'w...",
      "cec3BRe- machines/log-directory.ts swap two of pause: { guard: 'wasWriting', target: 'rewriting' }, { guard: 'w... -> { guard: 'wasRotating', target: 'rotating' }, { guard: 'w...",
      "-HeZoneO machines/runit.ts swap two of stage.exited: { guard: ended('crashed'), target: '#runit.halting', acti... -> { guard: exitedWith(100), target: '#runit.halting', actio...",
      "6OU4Jn_o machines/runit.ts swap two of requests.seen: { guard: seen('stopit'), target: 'stopping' }, { guard: '... -> { guard: 'isPlainInterrupt', target: 'stopping' }, { guar...",
      "b9fko80d machines/runit.ts swap two of stage.exited: { guard: ended('crashed'), target: 'restarting', actions:... -> { guard: exitedWith(111), target: 'restarting', actions: ...",
      "EYImubkZ machines/runit.ts swap two of stage.exited: { guard: ended('crashed'), target: 'killing', actions: [w... -> { guard: ended('failed'), target: 'killing', actions: [wa...",
      "49cm4B8K machines/runit.ts swap two of kernel.refused: { guard: 'isContained', target: '#runit.gone' }, { guard:... -> { guard: 'wasRefused', target: '#runit.stranded' }, { gua...",
      "DLpKv5pS machines/svlogd.ts swap two of always: { guard: 'isLeaving', target: 'draining' }, { guard: 'isH... -> { guard: 'isHopeless', target: 'closed', actions: 'fail' ...",
      "QAWZweLP machines/svlogd.ts swap two of always: { guard: 'isLeaving', target: 'draining' }, /** The last ... -> { guard: 'isHopeless', target: 'closed', actions: 'fail' ...",
      "Crd3rONz machines/svlogd.ts swap two of always: { guard: 'isHopeless', target: '#svlogd.closed', actions:... -> { guard: 'isLeaving', target: '#svlogd.draining' }, { gua...",
      "9YnRZOHq machines/svlogd.ts swap two of always: { guard: 'isLeaving', target: '#svlogd.draining' }, { gua... -> { guard: 'isSettled', target: '#svlogd.reading' }, { guar...",
    ],
  },
  {
    why: 'The other state goes on to where this one leads at once: there is a reload to be done, there is work, or there is no hope.',
    mutants: [
      "1Q8OozSX machines/log-directory.ts wrong target: 'reclosing' -> 'replacing'",
      "PUBQJSqJ machines/log-directory.ts wrong target: 'processing' -> 'idle'",
      "RCVFx73X machines/svlogd.ts wrong target: 'closed' -> 'starting'",
    ],
  },
  {
    why: 'XState passes over what no state has: that runit does so is said for the reader.',
    mutants: ["eZ--Momq machines/runit.ts drop runit.alarm: 'runit.alarm': {}, -> (nothing)"],
  },
  {
    why: 'All actors of a state are started before the first event is taken.',
    mutants: [
      "a5X0gO_i machines/runit.ts swap two of invoke: { id: 'announcer', src: 'announcer', input: {} }, { id: '... -> { id: 'requests', src: 'requests', input: {} }, { id: 'an...",
      "9-7nr3wg machines/runit.ts swap two of invoke: { id: 'requests', src: 'requests', input: {} }, { id: 'ke... -> { id: 'kernel', src: 'kernel', input: {} }, { id: 'reques...",
    ],
  },
  {
    why: 'The two orders go to different actors, and what the second one brings comes when both have been given.',
    mutants: [
      "2iv1kxka machines/runit.ts swap two of actions: leave('ctrlaltdel'), look('stopit') -> look('stopit'), leave('ctrlaltdel')",
      "4to0dVeK machines/runit.ts swap two of actions: leave('ctrlaltdel'), look('stopit') -> look('stopit'), leave('ctrlaltdel')",
    ],
  },
  {
    why: 'Before it is asked for, no directory is shut, or closed.',
    mutants: [
      "8l1iQ_6c machines/svlogd.ts drop one of entry: 'awaitAll', -> (nothing)",
      "0xCOgY0V machines/svlogd.ts drop one of entry: 'awaitAll', -> (nothing)",
    ],
  },
  {
    why: 'What was handed over in its pause has no process.',
    mutants: [
      "ZFFlyb2N machines/service.ts swap two of always: { guard: 'adoptsFinish', target: 'finishing', actions: 'a... -> { guard: 'isResting', target: 'backoff' }, { guard: 'adop...",
    ],
  },
  {
    why: 'Nothing is left to be taken over, and who leaves rests in no pause: arriving goes on to down at once.',
    mutants: ["IRg3MC2N machines/service.ts wrong target: 'down' -> 'arriving'"],
  },
];

const idOf = (line: string): string => line.split(' ', 1)[0]!;

/** Ids of all mutants that are explained. */
export const explainedIds: ReadonlySet<string> = new Set(EXPLAINED.flatMap(({ mutants }) => mutants.map(idOf)));
