import type { AnswerTokens, ThreadContext } from '../model/context.ts';
import type { FixedContextRecord, SentBlock } from '../model/context-records.ts';
import type { AgentId } from '../model/ids.ts';
import type { TranscriptRecord } from '../model/records.ts';
import type { Sighting } from '../model/session-rows.ts';
import { answerTokens } from './answer-parts.ts';
import { ContextLayout, together } from './context-layout.ts';
import { type Entrant, fixedEntrant } from './entrants-of.ts';
import { estimatedTokens } from './estimate-tokens.ts';
import { fixedPartsOf } from './fixed-parts.ts';
import type { ContextEvent } from './follow-threads.ts';
import type { RequestLog, SentRequest } from './request-log.ts';
import { SentMessages } from './sent-messages.ts';

/** A prompt smaller than this share of the one before it, and soon as large again, was no part of the conversation. */
const ASIDE = 0.5;
const BACK = 0.8;

/** A prompt for another model is counted by another tokenizer: the same texts, so many times the tokens. */
const LEAST_SCALE = 0.5;
const MOST_SCALE = 2;

/** What is known beside the events of a thread. */
export interface ThreadFacts {
  readonly entrantsOf: (record: TranscriptRecord, isReplay: boolean) => readonly Entrant[];
  /** For each response the snapshot that describes its fixed context; null where none does. */
  readonly snapshots: readonly (FixedContextRecord | null)[];
  readonly log: RequestLog;
  /** The result of a call that entered before, as large as a request shows it. */
  readonly resultOf: (block: SentBlock) => Entrant;
}

/**
 * The context ledger of a thread (insight.md section 2): what every prompt of it is made of. Sizes are measured: the
 * growth from one response to the next is divided among what entered between them, in proportion to what each is
 * thought to have. At each response the places up to its prompt sum to its measured prompt, to the token. Where the
 * request was logged, its messages say what entered, what stayed and what left; else the records before it do.
 */
export function measureContext(agentId: AgentId, events: readonly ContextEvent[], facts: ThreadFacts): ThreadContext {
  const thread = new Thread(facts);
  const parts = new Map<FixedContextRecord, readonly Entrant[]>();
  const prompts = promptsAhead(events);
  let nth = 0;
  for (const event of events) {
    if (event.kind === 'entry') thread.enter(facts.entrantsOf(event.record, event.isReplay));
    else if (event.kind === 'compaction') thread.compact(event.keeps);
    else if (event.kind === 'microcompaction') thread.evict();
    else if (event.kind === 'response') {
      const { sighting, request } = event;
      const snapshot = request?.fixed ?? facts.snapshots[nth] ?? null;
      const fixed = snapshot === null ? [] : (parts.get(snapshot) ?? partsOf(snapshot));
      if (snapshot !== null) parts.set(snapshot, fixed);
      const next = prompts[++nth] ?? 0;
      const size = sighting.usage.contextTokens;
      if (size > 0) thread.respond({ sighting, request, fixed, size, next });
    }
  }
  return { agentId, logged: thread.logged, ...thread.layout.result() };
}

function partsOf(fixed: FixedContextRecord): readonly Entrant[] {
  return fixedPartsOf(fixed).map(({ part, name, chars }) => fixedEntrant(part, name, chars));
}

type Change = 'none' | 'compaction' | 'eviction';

interface Arrival {
  readonly sighting: Sighting;
  readonly request: SentRequest | null;
  /** Parts of its fixed context; none where they are not known. */
  readonly fixed: readonly Entrant[];
  /** Measured prompt, and that of the next response. */
  readonly size: number;
  readonly next: number;
}

/** A thread while its responses are gone through. */
class Thread {
  readonly layout = new ContextLayout();
  /** Every prompt so far is that of a logged request. */
  logged = true;
  private readonly sent: SentMessages;
  private waiting: Entrant[] = [];
  private change: Change = 'none';
  private keeps = false;
  private before: Sighting | null = null;
  private fixed: readonly Entrant[] = [];

  constructor({ log, resultOf }: ThreadFacts) {
    this.sent = new SentMessages(this.layout, log, resultOf);
  }

  enter(entrants: readonly Entrant[]): void {
    for (const entrant of entrants) this.waiting.push(entrant);
  }

  /** What waited has been summarized, unless the newest messages were kept as they are. */
  compact(keeps: boolean): void {
    if (!keeps) this.waiting = [];
    [this.change, this.keeps] = ['compaction', keeps];
  }

  evict(): void {
    this.change = 'eviction';
  }

  /** Brings the layout to the prompt of the next response. */
  respond(arrival: Arrival): void {
    const { layout, change, waiting } = this;
    const { sighting, request, size, next } = arrival;
    if (change === 'none' && size < layout.size * ASIDE && next >= layout.size * BACK) {
      layout.aside(sighting, size);
      return;
    }
    this.useFixed(arrival.fixed);
    const output = this.before === null || change === 'compaction' ? null : outputOf(this.before);
    if (output !== null && this.before?.model !== sighting.model) rescale(layout, size, output, waiting);
    const isLaid = request !== null && this.sent.lay(request, { ...arrival, waiting, output });
    if (!isLaid) {
      this.logged = false;
      this.layRecords(arrival, output);
      if (request === null) this.sent.miss();
      else this.sent.adopt(request);
    }
    layout.step(sighting);
    [this.waiting, this.change, this.before] = [[], 'none', sighting];
  }

  /** System prompt and tools may be others than before. */
  private useFixed(fixed: readonly Entrant[]): void {
    if (fixed.length === 0 || fixed === this.fixed) return;
    if (!this.layout.isEmpty && nameOf(fixed) !== nameOf(this.fixed)) this.layout.changeFixed(fixed);
    this.fixed = fixed;
  }

  /** What the records before the response show of its prompt. */
  private layRecords({ size, fixed }: Arrival, output: Output | null): void {
    const { layout, change, waiting } = this;
    if (layout.isEmpty) layout.begin(size, fixed, together(waiting));
    else if (output === null) layout.beginAnew(size, together(waiting), this.keeps);
    else {
      const room = size - layout.size;
      const expected = output.visible + layout.expected(waiting);
      if (room < 0 || (change === 'eviction' && room < expected)) makeRoom(layout, size - expected, change, waiting);
      layout.grow(size - layout.size, output, together(waiting));
    }
  }
}

/** The same for parts that are the same. */
function nameOf(fixed: readonly Entrant[]): string {
  return fixed.map(({ tool, label, chars }) => `${tool} ${label} ${chars}`).join('\n');
}

/** What an answer leaves in the next prompt: all of it, or what is visible of it once its thinking is stripped. */
export interface Output {
  readonly whole: number;
  readonly visible: number;
  /** What it is made of, all of it. */
  readonly parts: AnswerTokens;
}

/** C7: unfinished output is a lower bound; what is to be seen of it and its signatures tell more. */
function outputOf(answer: Sighting): Output {
  const { usage, finished, visibleChars, hiddenChars } = answer;
  const seen = estimatedTokens(visibleChars);
  const told = estimatedTokens(visibleChars + (hiddenChars ?? 0));
  const whole = finished ? usage.tokens.output : Math.max(usage.tokens.output, told);
  return { whole, visible: Math.min(whole, seen), parts: answerTokens(answer, whole) };
}

function rescale(layout: ContextLayout, size: number, output: Output, waiting: readonly Entrant[]): void {
  const entering = output.visible + layout.expected(waiting);
  const scale = (size - entering) / layout.size;
  if (scale >= LEAST_SCALE && scale <= MOST_SCALE) layout.scaleTo(size - entering);
}

/**
 * Context editing takes the oldest results of tools first. Else stripped thinking leaves with the output that held it;
 * at a person's prompt the conversation was taken back, so that the newest leave; within a turn the oldest results do.
 */
function makeRoom(layout: ContextLayout, size: number, change: Change, waiting: readonly Entrant[]): void {
  const target = Math.max(0, size);
  if (change === 'none') {
    layout.stripThinking(target);
    if (waiting.some(({ kind }) => kind === 'prompt')) layout.takeBack(target);
  }
  layout.evictResults(target);
  layout.takeBack(target);
}

/** Prompt sizes of the responses in their order. */
function promptsAhead(events: readonly ContextEvent[]): number[] {
  return events.flatMap((event) => (event.kind === 'response' ? [event.sighting.usage.contextTokens] : []));
}
