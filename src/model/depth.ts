import type { Millis } from './time.ts';

/** How far a session is read: for what its responses are made of (depth 1), or whole, for its spans (depth 2). */
export type Depth = 'usage' | 'spans';

/** How far a command needs a session; null for one that does not matter to it. */
export type DepthOf = (session: {
  readonly sessionId: string;
  /** When any of its files was last written. */
  readonly writtenAt: Millis;
}) => Depth | null;

/** Sessions written since a time (null: all) are needed at this depth, others not at all. */
export function writtenSince(since: Millis | null, depth: Depth): DepthOf {
  return ({ writtenAt }) => (since === null || writtenAt >= since ? depth : null);
}
