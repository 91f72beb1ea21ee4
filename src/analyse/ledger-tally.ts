import { ITEM_KINDS, type ItemKind } from '../model/context.ts';
import { columnAt, ITEM, kindOfNumber, numberOfKind } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { AnswerTally } from './answer-tally.ts';
import { isFixedKind } from './fixed-kinds.ts';
import { type GroupSum, GroupSums } from './group-sums.ts';
import { KeyTable } from './key-table.ts';
import { Numbering } from './numbering.ts';
import { Replays } from './replays.ts';
import type { Weighed } from './weigh-context.ts';

/** What one kind of item under one label is called. */
export interface GroupName {
  readonly kind: ItemKind;
  readonly tool: string;
  /** 32-bit hash of the label; 0 without one. */
  readonly labelHash: number;
  /** Whom to ask for the label; null where no prompt had it. */
  readonly sample: Sample | null;
  /** Characters of the largest. */
  readonly chars: number;
  /** All of it is known from logged requests. */
  readonly logged: boolean;
}

/** One item of a thread. */
export interface Sample {
  readonly sessionId: string;
  readonly agentId: string;
  readonly item: number;
}

/** Sums items by kind, tool and label. */
export class LedgerTally {
  /** By kind and tool, and by label. */
  private readonly keys = new KeyTable();
  private readonly tools = new Numbering<string>((tool) => tool);
  private readonly toolLists = new Map<readonly string[], Int32Array>();
  private readonly samples: (Sample | null)[] = [];
  private readonly chars: number[] = [];
  private readonly logged: boolean[] = [];
  /** By the number of the group. */
  readonly sums = new GroupSums();
  readonly answers = new AnswerTally();
  private readonly replays = new Replays();
  private readonly countsResponses: boolean;
  private sessionId = '';
  private sessionNo = 0;

  /** `countsResponses`: whether anybody asks how many responses had something; else they are the more where a prompt had several of one name. */
  constructor(countsResponses = true) {
    this.countsResponses = countsResponses;
  }

  /**
   * Adds the items of a thread that some prompt of the window had. What several sessions of a family have as
   * copies of one another entered once, wherever it was sent.
   */
  add(row: ContextRow, weighed: Weighed): void {
    const { sessionId, agentId, logged, items } = row;
    const { count, sent, cost, responses } = weighed;
    const distinct = this.countsResponses ? weighed.distinct : responses;
    if (sessionId !== this.sessionId) {
      this.sessionId = sessionId;
      this.sessionNo++;
    }
    this.replays.begin(row);
    const kinds = columnAt(ITEM.kind, count);
    const tools = columnAt(ITEM.tool, count);
    const labels = columnAt(ITEM.label, count);
    const chars = columnAt(ITEM.chars, count);
    const toolNumbers = this.toolNumbers(row.tools);
    for (let item = 0; item < count; item++) {
      if (sent[item] === 0) continue;
      const tool = toolNumbers[items[tools + item] as number] as number;
      const label = items[labels + item] as number;
      const kind = items[kinds + item] as number;
      const group = this.group(tool + kind, label);
      if (group === this.samples.length) this.samples.push({ sessionId, agentId, item });
      this.chars[group] = Math.max(this.chars[group] ?? 0, items[chars + item] as number);
      this.logged[group] = logged && (this.logged[group] ?? true);
      const entered = this.replays.enteredTokens(group, item);
      // The fixed context is of every session that sends it, also where it copied it from another one.
      if (entered !== null || isFixedKind(kind)) this.sums.meet(group, this.sessionNo);
      if (entered !== null) this.sums.enter(group, entered);
      if (item === weighed.answers) this.answers.add(row, weighed, entered);
      this.sums.carry(group, sent[item] as number, cost[item] as number, distinct[item] as number);
    }
    if (sent[count] === 0) return;
    const group = this.nobody('attempts');
    this.sums.meet(group, this.sessionNo);
    this.sums.carry(group, sent[count] as number, cost[count] as number, responses[count] as number);
  }

  /** Adds what no thread explains. */
  addUnattributed(sent: number, cost: bigint): void {
    const group = this.nobody('unattributed');
    this.sums.carry(group, sent, 0, 0);
    this.sums.pay(group, cost);
  }

  /** Tokens that prompts sent, and their cost in pico-dollars; only those of a kind, if one is given, and of some tools. */
  totals(kind?: ItemKind, isTool?: (tool: string) => boolean): Pick<GroupSum, 'sent' | 'cost'> {
    const asked = kind === undefined ? null : numberOfKind(kind);
    const groups: number[] = [];
    for (let group = 0; group < this.keys.size; group++) {
      const kindAndTool = this.keys.firstAt(group);
      if (asked !== null && kindAndTool % ITEM_KINDS.length !== asked) continue;
      if (isTool === undefined || isTool(this.toolOf(kindAndTool))) groups.push(group);
    }
    return this.sums.totalOf(groups);
  }

  /** How many groups there are. */
  get size(): number {
    return this.keys.size;
  }

  /** Number of the kind and tool of a group, which groups of other labels may share, and hash of its label. */
  numbersOf(group: number): readonly [kindAndTool: number, labelHash: number] {
    return this.keys.pairAt(group);
  }

  nameOf(group: number): GroupName {
    const [kindAndTool, labelHash] = this.keys.pairAt(group);
    return {
      kind: kindOfNumber(kindAndTool % ITEM_KINDS.length),
      tool: this.toolOf(kindAndTool),
      labelHash,
      sample: this.samples[group] ?? null,
      chars: this.chars[group] ?? 0,
      logged: this.logged[group] ?? false,
    };
  }

  private toolOf(kindAndTool: number): string {
    return this.tools.all[Math.floor(kindAndTool / ITEM_KINDS.length)] ?? '';
  }

  /** The group's number; that of a new one is the count of samples, to which its own is to be added. */
  private group(kindAndTool: number, labelHash: number): number {
    return this.keys.indexOf(kindAndTool, labelHash);
  }

  /** The group of what has no item. */
  private nobody(kind: 'attempts' | 'unattributed'): number {
    const group = this.group(this.toolNumber('') + numberOfKind(kind), 0);
    if (group === this.samples.length) this.samples.push(null);
    return group;
  }

  /** What the numbers of kinds are added to, by the tools of a thread. */
  private toolNumbers(tools: readonly string[]): Int32Array {
    const known = this.toolLists.get(tools) ?? Int32Array.from(tools, (tool) => this.toolNumber(tool));
    this.toolLists.set(tools, known);
    return known;
  }

  private toolNumber(tool: string): number {
    return this.tools.numberOf(tool) * ITEM_KINDS.length;
  }
}
