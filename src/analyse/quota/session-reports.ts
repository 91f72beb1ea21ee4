import { type QuotaSample, SAME_RESET_MS } from '../../model/quota-sample.ts';

/**
 * What a sample is beside what its session reported before in the same window: a session shows the percentage of its own
 * last response as long as it waits. `none`: which session it is of is not known.
 */
export type ReportKind = 'first' | 'repeated' | 'new' | 'none';

/** Follows what each session reports, by samples in order of time. */
export class SessionReports {
  readonly #last = new Map<string, QuotaSample>();
  readonly #distrusted = new Set<string>();

  /** What this sample is; to be called once for each. */
  kindOf(sample: QuotaSample): ReportKind {
    const { sessionId } = sample;
    if (!sessionId) return 'none';
    const before = this.#last.get(sessionId);
    this.#last.set(sessionId, sample);
    if (before === undefined || !isSameReset(before, sample)) return 'first';
    return before.usedPercentage === sample.usedPercentage ? 'repeated' : 'new';
  }

  /** Whether a fall may be believed because of the session of this sample. */
  isTrusted({ sessionId }: QuotaSample): boolean {
    return !!sessionId && !this.#distrusted.has(sessionId);
  }

  /** From now on the session of this sample proves no fall. */
  distrust({ sessionId }: QuotaSample): void {
    if (sessionId) this.#distrusted.add(sessionId);
  }
}

function isSameReset(a: QuotaSample, b: QuotaSample): boolean {
  if (a.resetsAt === null || b.resetsAt === null) return a.resetsAt === b.resetsAt;
  return Math.abs(a.resetsAt - b.resetsAt) <= SAME_RESET_MS;
}
