import type { Depth } from './depth.ts';

/** A session that tj could not build, for a fault of its own. It fails alone: all else is as if it were not there. */
export interface Fault {
  readonly sessionId: string;
  /** A file of it. */
  readonly path: string;
  /** What went wrong, in one line. */
  readonly reason: string;
  /** What there is of it: what was known before, or its responses alone. */
  readonly kept: Depth | 'nothing';
}
