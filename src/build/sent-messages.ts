import type { SentBlock } from '../model/context-records.ts';
import { NO_ANSWER, withoutThinking } from './answer-parts.ts';
import type { ContextLayout } from './context-layout.ts';
import type { Entrant } from './entrants-of.ts';
import { Matching } from './match-messages.ts';
import type { Output } from './measure-context.ts';
import { messagesOf, type RequestLog, type SentRequest } from './request-log.ts';

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

/** How the messages of a request differ from those of the one laid out before it. */
interface Difference {
  readonly added: readonly string[];
  readonly gone: ReadonlySet<string>;
  /** Nothing stands before what was there but what was there before. */
  readonly isAtEnd: boolean;
}

const NOTHING: Output = { whole: 0, visible: 0, parts: NO_ANSWER };

/** Lays out the prompts of a thread by the messages that its requests were logged with. */
export class SentMessages {
  private readonly layout: ContextLayout;
  private readonly log: RequestLog;
  private readonly resultOf: (block: SentBlock) => Entrant;
  /** The request that the layout holds, and its messages: those that stand in it twice are told apart. */
  private last: SentRequest | null = null;
  private keys: string[] = [];
  private times = new Map<string, number>();
  /** Messages that entered before requests were logged. */
  private earlier: ReadonlySet<string> = new Set();

  constructor(layout: ContextLayout, log: RequestLog, resultOf: (block: SentBlock) => Entrant) {
    this.layout = layout;
    this.log = log;
    this.resultOf = resultOf;
  }

  /** Makes the layout that of a request; false, with nothing laid out, where the log does not say what its messages are. */
  lay(request: SentRequest, { size, fixed, waiting, output }: Prompt): boolean {
    const { added, gone, isAtEnd } = this.follow(request);
    if (output !== null && this.last === null) return false;
    const matching = new Matching(waiting, output !== null, this.resultOf);
    for (const key of added) if (!matching.add(key, this.log.message(hashOf(key)))) return false;
    if (matching.lacks) return false;
    if (gone.size > 0) this.layout.drop(gone);
    this.enter(size, fixed, output, matching);
    const isAnswerFirst = matching.answered === null || matching.answered === added[0];
    if (!isAtEnd || !isAnswerFirst) this.layout.order(this.wanted());
    this.last = request;
    return true;
  }

  /** Takes over the messages of a request without knowing which is which. */
  adopt(request: SentRequest): void {
    this.layout.nameAll(EARLIER);
    this.earlier = new Set(this.keys);
    this.last = request;
  }

  /** A prompt was laid out whose request is not known. */
  miss(): void {
    this.last = null;
  }

  private enter(size: number, fixed: readonly Entrant[], output: Output | null, matching: Matching): void {
    const { layout } = this;
    const { sent, answered } = matching;
    if (layout.isEmpty) {
      layout.begin(size, fixed, sent);
      return;
    }
    const answer = answered === null || output === null ? NOTHING : asSent(output, matching);
    const expected = layout.expected(sent.map(({ entrant }) => entrant)) + answer.visible;
    if (size < layout.size + answer.visible) layout.stripThinking(Math.max(0, size - expected));
    if (size < layout.size) layout.scaleTo(Math.max(0, size - expected));
    layout.grow(size - layout.size, answer, sent, answered ?? '');
  }

  /** Notes the messages of a request. One that goes on from the last is looked at no further than it differs. */
  private follow(request: SentRequest): Difference {
    const isNext = this.last !== null && request.base === this.last;
    const left = isNext ? this.cut(request.keep) : null;
    if (left !== null && !left.some((key) => this.earlier.has(key))) {
      const added = request.record.tail.map((hash) => this.push(hash));
      const returns = new Set(added.filter((key) => left.includes(key)));
      if (returns.size === 0) return { added, gone: new Set(left), isAtEnd: true };
    }
    [this.keys, this.times] = [[], new Map()];
    for (const hash of messagesOf(request)) this.push(hash);
    return this.differenceTo(this.wanted());
  }

  private differenceTo(wanted: readonly string[]): Difference {
    const known = this.layout.messages;
    const [had, has] = [new Set(known), new Set(wanted)];
    const added = wanted.filter((key) => !had.has(key));
    const gone = new Set(known.filter((key) => !has.has(key)));
    const stayed = known.filter((key) => has.has(key));
    return { added, gone, isAtEnd: [...stayed, ...added].every((key, index) => key === wanted[index]) };
  }

  /** Takes away all but the first messages. */
  private cut(keep: number): string[] {
    const left = this.keys.splice(keep);
    for (const key of left) this.times.set(hashOf(key), (this.times.get(hashOf(key)) ?? 1) - 1);
    return left;
  }

  private push(hash: string): string {
    const times = this.times.get(hash) ?? 0;
    this.times.set(hash, times + 1);
    const key = times === 0 ? hash : `${hash} ${times}`;
    this.keys.push(key);
    return key;
  }

  private wanted(): string[] {
    return [...new Set(this.keys.map((key) => (this.earlier.has(key) ? EARLIER : key)))];
  }
}

/** The hash of a message that is told apart from others of its hash. */
function hashOf(key: string): string {
  return key.split(' ', 1)[0] ?? key;
}

/** Where the message of an answer shows that its thinking was not sent, none of its tokens are. */
function asSent(output: Output, { lacksThinking }: Matching): Output {
  return lacksThinking ? { ...output, parts: withoutThinking(output.parts) } : output;
}
