/** Takes the launcher's note of signals that process 1 got while it was still a shell. */
export const takeEarlySignals = (): NodeJS.Signals[] => {
  const { RUNSTATE_SIGNALS: note = '' } = process.env;
  delete process.env.RUNSTATE_SIGNALS;
  return note.split(' ').filter(Boolean) as NodeJS.Signals[];
};
