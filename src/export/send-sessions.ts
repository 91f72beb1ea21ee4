import type { LimitFunction } from 'p-limit';
import { contentHash } from '../model/content-hash.ts';
import type { ExportedSession } from '../query/session-states.ts';
import type { Sent } from '../render/export-summary.ts';
import {
  type Attributes,
  OTLP_REQUEST,
  otlpResource,
  otlpSpan,
  type SpanSource,
  withRevision,
} from '../render/otlp.ts';
import type { SentSpans } from '../store/sent-spans.ts';
import type { Posted } from './post-spans.ts';

/** What is sent, and how its receiver is called upon. */
export interface Sending {
  readonly sessions: readonly ExportedSession[];
  readonly spansOf: (sessionId: string) => Iterable<SpanSource>;
  readonly sent: SentSpans;
  /** Whether labels, which are the beginnings of contents, are sent. */
  readonly content: boolean;
  /** Of the machine of a session and of the person; tj's version. */
  readonly machineOf: (sessionId: string) => Attributes;
  readonly version: string;
  /** Whatever beside a session decides what its spans look like. */
  readonly made: string;
  /** Null where nothing is to be sent, only counted. */
  readonly post: ((body: Buffer) => Promise<Posted>) | null;
  readonly onProgress: (sessionsDone: number, spansSent: number) => void;
}

/** Limits of one request, and of how many are under way. */
const MOST_SPANS = 2000;
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_REQUESTS = 4;

/** So many requests in a row that came to nothing say that the next one will not fare better. */
const MOST_FAILURES = 2;

/**
 * Sends what the receiver has not acknowledged yet, session by session, in batches. What it acknowledges is recorded at
 * once, so that whoever comes after a run that was cut off sends the rest.
 */
export async function sendSessions(sending: Sending): Promise<Sent> {
  const { default: pLimit } = await import('p-limit');
  const sender = new Sender(sending, pLimit(MOST_REQUESTS));
  let looked = 0;
  for (const session of sending.sessions) {
    if (sender.isStopped) break;
    await sender.session(session);
    sending.onProgress(++looked, sender.spans);
  }
  await sender.end();
  return sender.result(looked < sending.sessions.length);
}

/** A session of which spans are in batches. */
interface Open {
  readonly session: ExportedSession;
  readonly state: string;
  readonly revision: number;
  /** Spans in batches that came to nothing yet. */
  waiting: number;
  isRead: boolean;
  isWhole: boolean;
}

/** A span in a batch. */
interface Entry {
  readonly open: Open;
  readonly id: string;
  readonly version: string;
}

/**
 * A request that is being filled, as bytes: millions of texts that live until theirs is sent would be more than a hundred
 * megabytes of memory.
 */
class Batch {
  readonly entries: Entry[] = [];
  readonly bytes: Buffer;
  readonly #scope: string;
  #length = 0;
  #resource = '';

  constructor(bytes: Buffer, scope: string) {
    this.bytes = bytes;
    this.#scope = scope;
  }

  /** False where there is no room for it. */
  add(entry: Entry, resource: string, text: string): boolean {
    const before = this.#before(resource);
    const end = this.#length + Buffer.byteLength(before) + Buffer.byteLength(text);
    const isFull = this.entries.length === MOST_SPANS || end + END.length > MOST_BYTES;
    if (isFull && this.entries.length > 0) return false;
    this.#length += this.bytes.write(before, this.#length);
    this.#length += this.bytes.write(text, this.#length);
    this.#resource = resource;
    this.entries.push(entry);
    return true;
  }

  body(): Buffer {
    const end = this.#length + this.bytes.write(END, this.#length);
    return this.bytes.subarray(0, end);
  }

  #before(resource: string): string {
    if (resource === this.#resource) return ',';
    const own = OTLP_REQUEST.beginResource(resource, this.#scope);
    return this.entries.length === 0 ? OTLP_REQUEST.begin + own : `${OTLP_REQUEST.endResource},${own}`;
  }
}

const END = OTLP_REQUEST.endResource + OTLP_REQUEST.end;

class Sender {
  readonly #sending: Sending;
  readonly #limit: LimitFunction;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #errors: unknown[] = [];
  readonly #touched = new Set<string>();
  #batch: Batch | null = null;
  /** Of batches that came to an end. */
  readonly #free: Buffer[] = [];
  #failures = 0;
  isStopped = false;
  spans = 0;
  #counts = { sentBefore: 0, requests: 0, bytes: 0, bytesSent: 0, rejected: 0, unsent: 0 };
  #warning = '';
  #trouble = '';

  constructor(sending: Sending, limit: LimitFunction) {
    this.#sending = sending;
    this.#limit = limit;
  }

  /** Puts into batches what of a session is new or has changed since it was sent. */
  async session(session: ExportedSession): Promise<void> {
    const { sent, spansOf, content, machineOf, made } = this.#sending;
    const before = sent.of(session.sessionId);
    const state = contentHash(`${made}\n${content}\n${session.state}`);
    if (before.state === state) {
      this.#counts.sentBefore += before.versions.size;
      return;
    }
    const revision = Math.max(session.endedAt ?? 0, before.revision + 1);
    const open: Open = { session, state, revision, waiting: 0, isRead: false, isWhole: true };
    const resource = otlpResource(session, machineOf(session.sessionId));
    const origin = otlpResource(session, {});
    for (const span of spansOf(session.sessionId)) {
      const text = otlpSpan(span, content ? session : null);
      const version = contentHash(`${origin}${text}`);
      if (before.versions.get(span.spanId) === version) this.#counts.sentBefore++;
      else await this.#add({ open, id: span.spanId, version }, resource, withRevision(text, revision));
    }
    open.isRead = true;
    if (open.waiting === 0 && open.isWhole) this.#record(open, new Map());
  }

  async end(): Promise<void> {
    await this.#send();
    await Promise.all(this.#underWay);
    this.#check();
  }

  result(stopped: boolean): Sent {
    const { spans } = this;
    return {
      sessions: this.#touched.size,
      spans,
      ...this.#counts,
      warning: this.#warning,
      trouble: this.#trouble,
      stopped,
    };
  }

  async #add(entry: Entry, resource: string, text: string): Promise<void> {
    entry.open.waiting++;
    if (this.#batch?.add(entry, resource, text)) return;
    await this.#send();
    this.#batch = new Batch(this.#free.pop() ?? Buffer.allocUnsafe(MOST_BYTES), this.#sending.version);
    this.#batch.add(entry, resource, text);
  }

  /** Resolves when the next batch may be filled: there are never more of them in memory than requests at once, and one. */
  async #send(): Promise<void> {
    const batch = this.#batch;
    if (batch === null) return;
    this.#batch = null;
    const request = this.#limit(() => this.#post(batch.entries, batch.body()))
      .catch((error: unknown) => this.#errors.push(error))
      .finally(() => {
        this.#underWay.delete(request);
        this.#free.push(batch.bytes);
      });
    this.#underWay.add(request);
    while (this.#underWay.size >= MOST_REQUESTS) await Promise.race(this.#underWay);
    this.#check();
  }

  /** What went wrong with the store while a request was under way. */
  #check(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  async #post(batch: readonly Entry[], body: Buffer): Promise<void> {
    const { post } = this.#sending;
    if (this.isStopped) return this.#lose(batch, '');
    const posted = post === null ? null : await post(body);
    if (posted !== null && posted.kind !== 'accepted') {
      this.#failures++;
      if (this.#failures >= MOST_FAILURES || (posted.kind === 'refused' && posted.everything)) this.isStopped = true;
      return this.#lose(batch, posted.reason);
    }
    this.#failures = 0;
    this.#counts.requests++;
    this.#counts.bytes += body.length;
    this.#counts.bytesSent += posted?.bytes ?? 0;
    this.#counts.rejected += posted?.rejected ?? 0;
    this.#warning ||= posted?.reason ?? '';
    this.#acknowledge(batch);
  }

  #acknowledge(batch: readonly Entry[]): void {
    const bySession = new Map<Open, Map<string, string>>();
    for (const { open, id, version } of batch) {
      const versions = bySession.get(open) ?? new Map<string, string>();
      bySession.set(open, versions.set(id, version));
      open.waiting--;
    }
    for (const [open, versions] of bySession) {
      this.#touched.add(open.session.sessionId);
      this.spans += versions.size;
      this.#record(open, versions);
    }
  }

  #record(open: Open, versions: ReadonlyMap<string, string>): void {
    if (this.#sending.post === null) return;
    const isDone = open.isRead && open.isWhole && open.waiting === 0;
    const revision = versions.size === 0 ? 0 : open.revision;
    this.#sending.sent.acknowledge(open.session.sessionId, versions, revision, isDone ? open.state : '');
  }

  #lose(batch: readonly Entry[], reason: string): void {
    this.#trouble ||= reason;
    this.#counts.unsent += batch.length;
    for (const { open } of batch) {
      open.waiting--;
      open.isWhole = false;
    }
  }
}
