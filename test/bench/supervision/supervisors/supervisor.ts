/** What somebody is to supervise, and to log. */
export type Service = {
  readonly name: string;
  /** Lines for sh, run in the service's directory: they make its stamp, and the last one becomes the program. */
  readonly script: string;
};

/** Who supervises. */
export type Supervisor = {
  readonly name: string;
  /** Why it cannot run here. */
  readonly missing?: string | undefined;
  /** As many services with loggers as it can have, or has in the time that a benchmark has. */
  readonly most: number;
  /** Why not with services that log as fast as they can. */
  readonly noFlood?: string;
  /** Why it finds no new services in a directory. */
  readonly noScan?: string;
  /** Writes down services; nothing runs yet. */
  prepare(services: readonly Service[]): Field;
};

/** Services, and the supervisor that is theirs. */
export type Field = {
  /** Where their directories are, one by each name. */
  readonly directory: string;
  readonly hasLoggers: boolean;
  /** Where our supervisor has its socket. */
  readonly run: string;
  /** Starts the supervisor, and with it the services. */
  start(): Promise<void>;
  /** Makes ready to send SIGUSR1 to a service by the order that its supervisor has for that. */
  signaller(name: string): Promise<Signaller>;
  /** Lays a service beside, and makes ready to link it to where the supervisor looks; only of who looks. */
  linker?(service: Service): () => void;
};

export type Signaller = {
  /** Writes the order, and comes back at once. */
  send(): void;
  /** Settles when the next one can be sent. */
  answered(): Promise<void>;
};
