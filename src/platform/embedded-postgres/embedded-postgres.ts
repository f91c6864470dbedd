/** A PostgreSQL that this program runs for itself, from the data folder it was given. */
export class EmbeddedPostgres {
  private stopping: Promise<void> | undefined;

  constructor(
    /** With user, password and database: all that a client needs. Only this machine reaches it. */
    readonly url: string,
    readonly port: number,
    /** Where the data really lies; below `/var/lib/rushline` when root's PostgreSQL cannot reach the asked folder. */
    readonly dataDir: string,
    private readonly shutDown: () => Promise<void>,
  ) {}

  /** Stops the server and gives the data folder free. Any number of calls stop it once. */
  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }
}
