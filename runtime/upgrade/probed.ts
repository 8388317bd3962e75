/** Asks a runsvdir to say how it is started, and to supervise nothing. */
export const PROBE = 'RUNSTATE_PROBE';

/** Whether this program is asked. */
export const isProbed = process.env[PROBE] !== undefined;
delete process.env[PROBE];
