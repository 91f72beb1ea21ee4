import type { FixedContextRecord } from '../model/context-records.ts';
import type { ContextEvent } from './follow-threads.ts';

/**
 * The snapshot that describes the fixed context of each response of a thread, null where none does. The first one of a
 * process has no tools and stands before the first answer; the one that has them follows after that answer, and describes
 * it as well (insight.md section 2). A thread without one takes `ofSession`.
 */
export function snapshotsInForce(
  events: readonly ContextEvent[],
  ofSession: FixedContextRecord | null,
): readonly (FixedContextRecord | null)[] {
  const inForce: (FixedContextRecord | null)[] = [];
  let latest: FixedContextRecord | null = null;
  /** From which response on a snapshot without tools waits for them. */
  let since: number | null = 0;
  for (const event of events) {
    if (event.kind === 'response') inForce.push(latest);
    else if (event.kind !== 'snapshot') continue;
    else if (event.record.tools === null) since ??= inForce.length;
    else {
      latest = event.record;
      inForce.fill(latest, since ?? inForce.length);
      since = null;
    }
  }
  return latest === null ? inForce.map(() => ofSession) : inForce;
}
