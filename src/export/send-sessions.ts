import type { LimitFunction } from 'p-limit';
import { contentHash } from '../model/content-hash.ts';
import type { ExportedSession } from '../query/session-states.ts';
import type { Sent } from '../render/export-summary.ts';
import { type Attributes, otlpResource, otlpSpan, type SpanSource, withRevision } from '../render/otlp.ts';
import { NOTHING_SENT, type SentSpans } from '../store/sent-spans.ts';
import { Batch, type Entry, MOST_BYTES, type Open } from './batch.ts';
import type { Posted } from './post-spans.ts';

/** What is sent, and how its receiver is called upon. */
export interface Sending {
  /** One after the other, each in requests of its own: what holds up the second does not hold up the first. */
  readonly groups: readonly (readonly ExportedSession[])[];
  readonly spansOf: (sessionId: string) => Iterable<SpanSource>;
  readonly sent: SentSpans;
  /** Whether labels, which are the beginnings of contents, are sent. */
  readonly content: boolean;
  /** Whether what the receiver has, or refused, is sent once more. */
  readonly again: boolean;
  /** Of the machine of a session and of the person; tj's version. */
  readonly machineOf: (sessionId: string) => Attributes;
  readonly version: string;
  /** Whatever beside a session decides what its spans look like. */
  readonly made: string;
  /** Null where nothing is to be sent, only counted. */
  readonly post: ((body: Buffer) => Promise<Posted>) | null;
  readonly onProgress: (sessionsDone: number, spansSent: number) => void;
}

/** How many requests are under way. */
const MOST_REQUESTS = 4;

/** So many requests in a row that nobody answered say that the next one will not fare better. */
const MOST_FAILURES = 2;

/** So many that were refused, and none that was taken, say that it is not for what stands in them. */
const MOST_REFUSALS = 20;

/**
 * Sends what the receiver has not acknowledged yet, session by session, in batches. What it acknowledges is recorded at
 * once, so that whoever comes after a run that was cut off sends the rest. A batch that it refuses for what stands in it is
 * sent in halves, down to the sessions that it will not take: these are not sent again until they change.
 */
export async function sendSessions(sending: Sending): Promise<Sent> {
  const { default: pLimit } = await import('p-limit');
  const sender = new Sender(sending, pLimit(MOST_REQUESTS));
  let looked = 0;
  for (const group of sending.groups) {
    for (const session of group) {
      if (sender.isStopped) break;
      await sender.session(session);
      sending.onProgress(++looked, sender.spans);
    }
    await sender.flush();
  }
  sender.end();
  return sender.result(looked < sending.groups.reduce((sum, { length }) => sum + length, 0));
}

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
  #refusals = 0;
  /** Sessions of which something was refused. */
  readonly #refused = new Set<Open>();
  #isOver = false;
  isStopped = false;
  spans = 0;
  #counts = { sentBefore: 0, refusedBefore: 0, requests: 0, bytes: 0, bytesSent: 0, rejected: 0, unsent: 0 };
  #warning = '';
  #trouble = '';

  constructor(sending: Sending, limit: LimitFunction) {
    this.#sending = sending;
    this.#limit = limit;
  }

  /** Puts into batches what of a session is new or has changed since it was sent. */
  async session(session: ExportedSession): Promise<void> {
    const { sent, spansOf, content, machineOf, made, again } = this.#sending;
    const known = sent.of(session.sessionId);
    const before = again ? { ...NOTHING_SENT, revision: known.revision } : known;
    const state = contentHash(`${made}\n${content}\n${session.state}`);
    if (before.state === state) {
      this.#counts.sentBefore += before.versions.size;
      this.#counts.refusedBefore += before.refused;
      return;
    }
    const revision = Math.max(session.endedAt ?? 0, before.revision + 1);
    const resource = otlpResource(session, machineOf(session.sessionId));
    const open: Open = {
      ...{ sessionId: session.sessionId, state, revision, resource },
      ...{ waiting: 0, isRead: false, isWhole: true, refused: 0, reason: '' },
    };
    const origin = otlpResource(session, {});
    for (const span of spansOf(session.sessionId)) {
      const text = otlpSpan(span, content ? session : null);
      const version = contentHash(`${origin}${text}`);
      if (before.versions.get(span.spanId) === version) this.#counts.sentBefore++;
      else await this.#add({ open, id: span.spanId, version }, withRevision(text, revision));
    }
    open.isRead = true;
    if (open.waiting === 0 && open.isWhole) this.#record(open, new Map());
  }

  /** Resolves when everything that was put into batches has been answered. */
  async flush(): Promise<void> {
    await this.#send();
    await Promise.all(this.#underWay);
    this.#check();
  }

  /** Notes what was refused, if the receiver took anything at all: one that takes nothing says nothing of a session. */
  end(): void {
    this.#isOver = true;
    if (this.spans === 0) return;
    for (const open of this.#refused) this.#record(open, new Map());
  }

  result(stopped: boolean): Sent {
    const { spans } = this;
    return {
      sessions: this.#touched.size,
      spans,
      ...this.#counts,
      refused: [...this.#refused].map(({ sessionId, refused, reason }) => ({ sessionId, spans: refused, reason })),
      isRefusalKept: this.spans > 0,
      warning: this.#warning,
      trouble: this.#trouble,
      stopped,
    };
  }

  async #add(entry: Entry, text: string): Promise<void> {
    entry.open.waiting++;
    if (this.#batch?.add(entry, text)) return;
    await this.#send();
    this.#batch = new Batch(this.#free.pop() ?? Buffer.allocUnsafe(MOST_BYTES), this.#sending.version);
    this.#batch.add(entry, text);
  }

  /** Resolves when the next batch may be filled: there are never more of them in memory than requests at once, and one. */
  async #send(): Promise<void> {
    const batch = this.#batch;
    if (batch === null) return;
    this.#batch = null;
    const request = this.#limit(() => this.#post(batch, 0, batch.entries.length))
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

  /** Sends entries of a batch; what is refused of them, in two parts, until it cannot be divided. */
  async #post(batch: Batch, from: number, to: number): Promise<void> {
    const { post } = this.#sending;
    const entries = batch.entries.slice(from, to);
    if (this.isStopped) return this.#lose(entries, '');
    const body = batch.body(from, to);
    const posted = post === null ? null : await post(body);
    if (posted === null || posted.kind === 'accepted') return this.#accept(entries, body.length, posted);
    this.#stopAfter(posted);
    if (posted.kind === 'unreachable' || posted.of === 'everything') return this.#lose(entries, posted.reason);
    const middle = this.isStopped ? null : batch.middle(from, to, posted.of === 'size');
    if (middle === null)
      return posted.isFinal ? this.#refuse(entries, posted.reason) : this.#lose(entries, posted.reason);
    await this.#post(batch, from, middle);
    await this.#post(batch, middle, to);
  }

  /** Whether the next request would fare as this one did. */
  #stopAfter(posted: Exclude<Posted, { kind: 'accepted' }>): void {
    if (posted.kind === 'unreachable') this.isStopped ||= ++this.#failures >= MOST_FAILURES;
    else if (posted.of === 'everything') this.isStopped = true;
    else this.isStopped ||= ++this.#refusals >= MOST_REFUSALS && this.spans === 0;
  }

  #accept(entries: readonly Entry[], bytes: number, posted: Extract<Posted, { kind: 'accepted' }> | null): void {
    this.#failures = 0;
    this.#counts.requests++;
    this.#counts.bytes += bytes;
    this.#counts.bytesSent += posted?.bytes ?? 0;
    this.#counts.rejected += posted?.rejected ?? 0;
    this.#warning ||= posted?.reason ?? '';
    this.#acknowledge(entries);
  }

  #acknowledge(batch: readonly Entry[]): void {
    const bySession = new Map<Open, Map<string, string>>();
    for (const { open, id, version } of batch) {
      const versions = bySession.get(open) ?? new Map<string, string>();
      bySession.set(open, versions.set(id, version));
      open.waiting--;
    }
    for (const [open, versions] of bySession) {
      this.#touched.add(open.sessionId);
      this.spans += versions.size;
      this.#record(open, versions);
    }
  }

  #record(open: Open, versions: ReadonlyMap<string, string>): void {
    const { post, sent } = this.#sending;
    if (post === null) return;
    const isDone = open.isRead && open.isWhole && open.waiting === 0;
    // Before the end nothing says that it is for what stands in it that it was refused.
    const state = isDone && (open.refused === 0 || this.#isOver) ? open.state : '';
    const revision = versions.size === 0 ? 0 : open.revision;
    sent.acknowledge(open.sessionId, versions, { state, revision, refused: open.refused });
  }

  #refuse(entries: readonly Entry[], reason: string): void {
    this.#trouble ||= reason;
    this.#counts.unsent += entries.length;
    for (const { open } of entries) {
      open.waiting--;
      open.refused++;
      open.reason ||= reason;
      this.#refused.add(open);
    }
  }

  #lose(entries: readonly Entry[], reason: string): void {
    this.#trouble ||= reason;
    this.#counts.unsent += entries.length;
    for (const { open } of entries) {
      open.waiting--;
      open.isWhole = false;
    }
  }
}
