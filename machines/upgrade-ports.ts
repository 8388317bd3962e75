/** How the program that is to take this one's place is started, as its probe has told. */
export type Successor = {
  readonly version: string;
  /** Arguments for execve(2), the program's path first; those that this program was given follow. */
  readonly command: readonly string[];
};

/** Port `probe`: has the program that is on disk now load all that it needs, and tells once. Stopped, it ends that. */
export type ProbeFact =
  | { readonly type: 'probe.passed'; readonly successor: Successor }
  | { readonly type: 'probe.failed'; readonly reason: string };

/**
 * Port `replace`: becomes the successor, if all services are between two steps at this very moment. Where it succeeds
 * nothing follows; where it does not, nothing has changed.
 */
export type ReplaceInput = { readonly successor: Successor };
export type ReplaceFact =
  /** A service is in the midst of something: which. */
  { readonly type: 'replace.busy'; readonly by: string } | { readonly type: 'replace.failed'; readonly reason: string };
