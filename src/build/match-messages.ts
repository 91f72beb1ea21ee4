import type { MessageRecord, SentBlock } from '../model/context-records.ts';
import type { Sent } from './context-layout.ts';
import { answerEntrant, type Entrant, sized, unknownEntrant } from './entrants-of.ts';

/** Between the texts that one message of the role `system` is made of. */
const JOINT_CHARS = 2;

/**
 * Finds in the messages of a request what the records before it brought: the log says which messages there are, in what
 * order and of what size, the records say what is in them.
 */
export class Matching {
  /** What the messages hold, in their order, as large as they show it. */
  readonly sent: Sent[] = [];
  /** The message that is the answer before the request; null where it is in none. */
  answered: string | null = null;
  /** That message was logged, and without thinking. */
  lacksThinking = false;
  private waiting: readonly Entrant[];
  private expectsAnswer: boolean;
  private hasRecords = false;
  private readonly resultOf: (block: SentBlock) => Entrant;

  constructor(waiting: readonly Entrant[], expectsAnswer: boolean, resultOf: (block: SentBlock) => Entrant) {
    this.waiting = waiting;
    this.expectsAnswer = expectsAnswer;
    this.resultOf = resultOf;
  }

  /** Records were taken as they stand although what was sent beside them is in no message: one of these is lost. */
  get lacks(): boolean {
    return this.hasRecords && this.waiting.some(({ sentIn, chars }) => sentIn === 'beside' && chars > 0);
  }

  /** Adds the next message; `logged` is undefined for records as they stand. False when no record can be it. */
  add(message: string, logged: MessageRecord | undefined): boolean {
    const found = logged === undefined ? this.takeRecords(message) : this.takeLogged(message, logged);
    if (found === null) return false;
    for (const entrant of found) this.sent.push({ entrant, message });
    return true;
  }

  /** The answer comes first, then in one message what the transcript has of the other side. */
  private takeRecords(message: string): readonly Entrant[] | null {
    if (this.expectsAnswer) {
      this.expectsAnswer = false;
      this.answered = message;
      return [];
    }
    const own = this.take(({ sentIn }) => sentIn === 'message');
    this.hasRecords = true;
    return own.length === 0 ? null : own;
  }

  private takeLogged(message: string, { role, blocks }: MessageRecord): readonly Entrant[] {
    if (role !== 'assistant') {
      return blocks.flatMap((block) => this.takePart(role, block));
    }
    if (this.expectsAnswer) {
      this.expectsAnswer = false;
      this.answered = message;
      this.lacksThinking = blocks.every(({ part }) => part !== 'thinking');
      return [];
    }
    return blocks.map((block) => answerEntrant(block));
  }

  private takePart(role: string, block: SentBlock): readonly Entrant[] {
    const { loads, toolUseId } = block;
    if (loads !== null && toolUseId === null)
      return this.take(({ sentAs, sentIn }) => sentIn === 'added' && loads.includes(sentAs));
    return role === 'system' ? this.takeJoined(block) : this.takeBlock(block);
  }

  /** A block of a message: a result by its call, a text by its hash. */
  private takeBlock(block: SentBlock): readonly Entrant[] {
    const { toolUseId, chars, hash } = block;
    if (toolUseId !== null) return this.takeResult(toolUseId, block);
    const isIt = this.finderOf(block);
    const found = isIt === null ? [] : this.take(isIt);
    if (found.length > 0) return resized(found, chars);
    if (chars > 0 || hash !== '') return [unknownEntrant(block)];
    const image = this.waiting.find(({ kind }) => kind === 'image');
    return this.take((entrant) => entrant === image);
  }

  /** A result that entered before is there again: rewritten, or kept by a compaction. */
  private takeResult(toolUseId: string, block: SentBlock): readonly Entrant[] {
    const found = this.take(({ sentAs }) => sentAs === toolUseId);
    if (found.length === 0) return [this.resultOf(block)];
    return found.map((entrant) => (entrant.kind === 'tool' ? sized(entrant, block.chars) : entrant));
  }

  /** By its hash; a notice may stand there with words around it. */
  private finderOf({ hash, chars }: SentBlock): ((entrant: Entrant) => boolean) | null {
    if (hash !== '' && this.waiting.some(({ sentAs }) => sentAs === hash)) return ({ sentAs }) => sentAs === hash;
    const notice = this.waiting.find((entrant) => entrant.kind === 'prompt' && entrant.chars < chars);
    return notice === undefined ? null : (entrant) => entrant === notice;
  }

  /** Texts that are joined in one: those that follow on one another and have its size, else all that wait. */
  private takeJoined(block: SentBlock): readonly Entrant[] {
    const joined = this.waiting.filter(({ sentIn }) => sentIn === 'system');
    if (joined.length === 0) return [unknownEntrant(block)];
    const run = new Set(runOf(joined, block.chars) ?? joined);
    return resized(
      this.take((entrant) => run.has(entrant)),
      block.chars,
    );
  }

  private take(isIt: (entrant: Entrant) => boolean): Entrant[] {
    const taken = this.waiting.filter(isIt);
    if (taken.length > 0) this.waiting = this.waiting.filter((entrant) => !isIt(entrant));
    return taken;
  }
}

/** Entrants that follow on one another and whose texts, joined, have so many characters; null for none. */
function runOf(entrants: readonly Entrant[], chars: number): readonly Entrant[] | null {
  for (let first = 0; first < entrants.length; first++) {
    let sum = -JOINT_CHARS;
    for (let last = first; last < entrants.length && sum < chars; last++) {
      const entrant = entrants[last] as Entrant;
      const isSameText = entrant.sentAs !== '' && entrants[last - 1]?.sentAs === entrant.sentAs && last > first;
      sum += entrant.chars + (isSameText ? 0 : JOINT_CHARS);
      const endsText = entrants[last + 1]?.sentAs !== entrant.sentAs || entrant.sentAs === '';
      if (sum === chars && endsText) return entrants.slice(first, last + 1);
    }
  }
  return null;
}

/** The same with so many characters in all, in proportion to those they have. */
function resized(entrants: readonly Entrant[], chars: number): readonly Entrant[] {
  let left = chars;
  let whole = entrants.reduce((sum, entrant) => sum + entrant.chars, 0);
  return entrants.map((entrant) => {
    const own = whole === 0 ? 0 : Math.round((left * entrant.chars) / whole);
    left -= own;
    whole -= entrant.chars;
    return sized(entrant, own);
  });
}
