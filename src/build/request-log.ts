import type { FixedContextRecord, MessageRecord, RequestRecord } from '../model/context-records.ts';
import type { TranscriptRecord } from '../model/records.ts';

/** A request as it was sent: the first `keep` messages of `base`, then the tail of its record. */
export interface SentRequest {
  readonly record: RequestRecord;
  /** System prompt and tools; null where the transcript has lost them. */
  readonly fixed: FixedContextRecord | null;
  readonly base: SentRequest | null;
  readonly keep: number;
  /** Messages that it has. */
  readonly count: number;
}

/** The requests of a session as it logged them (Claude Code 2.1.332 and later), in the order of its records. */
export class RequestLog {
  private readonly requests = new Map<string, SentRequest>();
  private readonly shapes = new Map<string, FixedContextRecord>();
  private readonly messages = new Map<string, MessageRecord>();

  /** Notes what a record says of requests. One whose `base` is not there cannot be told, and is none. */
  add(record: TranscriptRecord): void {
    if (record.kind === 'message') this.messages.set(record.hash, record);
    else if (record.kind === 'fixed-context' && record.shape !== null) this.shapes.set(record.shape, record);
    else if (record.kind === 'request') this.addRequest(record);
  }

  request(id: string | null): SentRequest | null {
    return id === null ? null : (this.requests.get(id) ?? null);
  }

  /** What a message holds; undefined for one that is the transcript's own records as they stand. */
  message(hash: string): MessageRecord | undefined {
    return this.messages.get(hash);
  }

  private addRequest(record: RequestRecord): void {
    const fixed = this.shapes.get(record.shape) ?? null;
    const base = record.base === null ? null : this.requests.get(record.base);
    if (base === undefined || (base !== null && record.keep > base.count)) return;
    const keep = base === null ? 0 : record.keep;
    this.requests.set(record.id, { record, fixed, base, keep, count: keep + record.tail.length });
  }
}

/** The messages of a request by their hashes, the oldest first. */
export function messagesOf(request: SentRequest): string[] {
  const messages = new Array<string>(request.count);
  let end = request.count;
  for (let at: SentRequest | null = request; at !== null && end > 0; at = at.base) {
    const { tail } = at.record;
    for (let index = Math.min(end, at.count) - 1; index >= at.keep; index--)
      messages[index] = tail[index - at.keep] as string;
    end = Math.min(end, at.keep);
  }
  return messages;
}
