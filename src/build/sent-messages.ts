import type { ContextLayout } from './context-layout.ts';
import type { Entrant } from './entrants-of.ts';
import { Matching } from './match-messages.ts';
import type { Output } from './measure-context.ts';
import type { RequestLog, SentRequest } from './request-log.ts';

/** All that entered before requests were logged, as one message. */
const EARLIER = 'earlier';

/** What is known when a request is laid out. */
interface Prompt {
  readonly size: number;
  readonly fixed: readonly Entrant[];
  /** What the records brought since the response before. */
  readonly waiting: readonly Entrant[];
  /** The answer before it; null at the beginning and after a compaction. */
  readonly output: Output | null;
}

const NOTHING: Output = { whole: 0, visible: 0 };

/** Lays out the prompts of a thread by the messages that its requests were logged with. */
export class SentMessages {
  private readonly layout: ContextLayout;
  private readonly log: RequestLog;
  private list: readonly string[] = [];
  /** Messages of the last request: those that stand in it twice are told apart. */
  private keys: string[] = [];
  private times = new Map<string, number>();
  /** The layout holds the messages of the last request and nothing else. */
  private isLaidOut = false;
  /** Messages that entered before requests were logged. */
  private earlier: ReadonlySet<string> = new Set();

  constructor(layout: ContextLayout, log: RequestLog) {
    this.layout = layout;
    this.log = log;
  }

  /**
   * Makes the layout that of a request. Returns what was not sent yet; null, with nothing laid out, where the log does not
   * say what its messages are.
   */
  lay(request: SentRequest, { size, fixed, waiting, output }: Prompt): readonly Entrant[] | null {
    const from = this.keys.length;
    const goesOn = this.follow(request) && this.isLaidOut;
    if (!goesOn && output !== null && this.layout.messages.includes('')) return null;
    const wanted = goesOn ? this.keys.slice(from) : this.wanted();
    const known = new Set(goesOn ? [] : this.layout.messages);
    const added = wanted.filter((key) => !known.has(key));
    const matching = new Matching(waiting, output !== null);
    for (const key of added) if (!matching.add(key, this.log.message(hashOf(key)))) return null;
    if (!goesOn) this.layout.keep(wanted);
    this.enter(size, fixed, output, matching);
    const isEnd = added.every((key, index) => key === wanted[wanted.length - added.length + index]);
    if (!isEnd) this.layout.keep(wanted);
    this.isLaidOut = true;
    return matching.left;
  }

  /** Takes over the messages of a request without knowing which is which. */
  adopt(request: SentRequest): void {
    this.follow(request);
    this.layout.nameAll(EARLIER);
    this.earlier = new Set(this.keys);
    this.isLaidOut = true;
  }

  /** A prompt was laid out whose request is not known. */
  miss(): void {
    this.isLaidOut = false;
  }

  private enter(size: number, fixed: readonly Entrant[], output: Output | null, { sent, answered }: Matching): void {
    const { layout } = this;
    if (layout.isEmpty) {
      layout.begin(size, fixed, sent);
      return;
    }
    const answer = answered === null || output === null ? NOTHING : output;
    const expected = layout.expected(sent.map(({ entrant }) => entrant)) + answer.visible;
    if (size < layout.size + answer.visible) layout.stripThinking(Math.max(0, size - expected));
    if (size < layout.size) layout.scaleTo(Math.max(0, size - expected));
    layout.grow(size - layout.size, answer, sent, answered ?? '');
  }

  private wanted(): string[] {
    return [...new Set(this.keys.map((key) => (this.earlier.has(key) ? EARLIER : key)))];
  }

  /** Notes the messages of a request; true when they are those of the last one and more. */
  private follow({ messages, count }: SentRequest): boolean {
    const goesOn = messages === this.list && this.keys.length <= count;
    if (!goesOn) [this.keys, this.list, this.times] = [[], messages, new Map()];
    for (const hash of messages.slice(this.keys.length, count)) {
      const times = this.times.get(hash) ?? 0;
      this.times.set(hash, times + 1);
      this.keys.push(times === 0 ? hash : `${hash} ${times}`);
    }
    return goesOn;
  }
}

/** The hash of a message that is told apart from others of its hash. */
function hashOf(key: string): string {
  return key.split(' ', 1)[0] ?? key;
}
