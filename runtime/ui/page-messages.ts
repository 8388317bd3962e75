/**
 * What the page and its server say to each other beside the messages of every listener: one JSON object a message over
 * the WebSocket `/feed`. Types only: the page reads them too.
 */

import type { ControlLetter } from '../../machines/rules/control-letter.ts';
import type { ActorPath, Message, Request } from '../watch/messages.ts';

/** To the page. */
export type PageMessage =
  | Message
  /** The first one. `acts`: orders are taken from who has the token. */
  | { readonly type: 'server'; readonly acts: boolean }
  /** The last lines of a log: the answer to `tail`, and again when it grows. `reason`: why there are none to show. */
  | { readonly type: 'tail'; readonly actor: ActorPath; readonly lines: readonly string[]; readonly reason?: string };

/** From the page. */
export type PageRequest =
  | Request
  /**
   * The last lines of the log of a service, by its log service: `web/log`. Replaces what was asked for before. `token`: as
   * acts need it; without it a log that not everybody on this machine may read is not shown.
   */
  | { readonly type: 'tail'; readonly actor: ActorPath; readonly lines: number; readonly token?: string };

/** Body of `POST /act` for `web/main` or `web/log`, with `Authorization: Bearer TOKEN`. Answered by 204, 401, or 409 with the reason as text. */
export type Act = { readonly actor: ActorPath; readonly letter: ControlLetter | 'restart' };
