export type { PageMessage as PageMessageLike } from '../../../runtime/ui/page-messages.ts';
export type {
  ActorPath,
  Load,
  Plain,
  Recording,
  ServiceStatus,
  StateValue,
  Step,
} from '../../../runtime/watch/messages.ts';
