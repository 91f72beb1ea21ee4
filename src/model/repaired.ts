/** What `tj doctor --repair` did. */
export interface Repaired {
  readonly store: string;
  /** Where the damaged store is kept as it was; null where nothing was there to repair. */
  readonly keptAs: string | null;
  readonly sessions: number;
  readonly responses: number;
  /** Transcripts that were read again. */
  readonly filesRead: number;
  /** Sessions whose rows were taken over as they were, because neither journal nor transcripts make them any more. */
  readonly carriedOver: number;
  readonly gone: GoneForGood;
}

/** What neither the damaged store nor a transcript could give back. */
export interface GoneForGood {
  readonly sessions: readonly {
    readonly sessionId: string;
    readonly title: string;
    /** Responses that are gone, of so many that the session had. */
    readonly responses: number;
    readonly of: number;
  }[];
  /** Rows of tables that nothing gives back. */
  readonly rows: readonly { readonly table: string; readonly rows: number }[];
  /** Tables of which a page cannot be read, so that nobody knows what stood there. */
  readonly pages: readonly { readonly table: string; readonly pages: number }[];
}
