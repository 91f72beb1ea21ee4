import type { FixedContextRecord, MessageRecord, RequestRecord } from '../model/context-records.ts';
import type { TranscriptRecord } from '../model/records.ts';

/** A request with its messages, the oldest first, by their hashes. */
export interface SentRequest {
  readonly record: RequestRecord;
  /** System prompt and tools; null where the transcript has lost them. */
  readonly fixed: FixedContextRecord | null;
  /** Begins with its messages: later requests add theirs to the same list. */
  readonly messages: readonly string[];
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
    const messages = this.messagesOf(record);
    if (messages === null) return;
    const fixed = this.shapes.get(record.shape) ?? null;
    this.requests.set(record.id, { record, fixed, messages, count: messages.length });
  }

  private messagesOf({ base, keep, tail }: RequestRecord): string[] | null {
    if (base === null) return [...tail];
    const known = this.requests.get(base);
    if (known === undefined || keep > known.count) return null;
    // A conversation that goes on adds to one list: a copy for each request would grow with the square of its length.
    const messages = known.messages as string[];
    if (keep < messages.length) return [...messages.slice(0, keep), ...tail];
    messages.push(...tail);
    return messages;
  }
}
