/** The token of this browser session, so that it is asked for once. */
export const KEY = 'runstate-token';

/** The token, where it is known. */
export const knownToken = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;
