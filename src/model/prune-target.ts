/** A transcript, or an agent's metadata, that something is kept of. */
export interface PruneTarget {
  readonly fileId: number;
  readonly path: string;
  readonly kind: string;
  readonly sessionId: string;
  /** Bytes when it was last read. */
  readonly size: number;
}
