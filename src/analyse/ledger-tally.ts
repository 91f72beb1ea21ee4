import { Numbering } from '../build/numbering.ts';
import { PASSENGER_KINDS, type PassengerKind } from '../model/context.ts';
import { ITEM, PAGE_SUM, type PageThread } from '../model/ledger-page.ts';
import { columnAt, kindOfNumber, numberOfKind, PASSENGER, SUM_COLUMN } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { PageRow } from '../query/ledger-pages.ts';
import { type GroupSum, GroupSums, MOST_AT_ONCE } from './group-sums.ts';
import { KeyTable } from './key-table.ts';
import type { PagePrices } from './page-prices.ts';
import type { Weighed } from './weigh-context.ts';

const RESPONSES = PAGE_SUM.columns + SUM_COLUMN.responses;

/** What one kind of passenger under one label is called. */
export interface GroupName {
  readonly kind: PassengerKind;
  readonly tool: string;
  /** 32-bit hash of the label; 0 without one. */
  readonly labelHash: number;
  /** Whom to ask for the label; null where nobody carried it. */
  readonly sample: Sample | null;
}

/** A thread and one of its passengers. */
export interface Sample {
  readonly thread: () => PageThread;
  readonly passenger: number;
}

/** Sums passengers by kind, tool and label. */
export class LedgerTally {
  /** By kind and tool, and by label. */
  private readonly keys = new KeyTable();
  private readonly tools = new Numbering<string>((tool) => tool);
  private readonly toolLists = new Map<readonly string[], Int32Array>();
  private readonly samples: (Sample | null)[] = [];
  /** By the number of the group. */
  readonly sums = new GroupSums();
  private sessionId = '';
  private sessionNo = 0;

  /** Adds the passengers of a thread that some response of the window carried. */
  add(row: ContextRow, weighed: Weighed): void {
    const { passengers } = row;
    const { count, carried, cost, responses } = weighed;
    if (row.sessionId !== this.sessionId) {
      this.sessionId = row.sessionId;
      this.sessionNo++;
    }
    const kinds = columnAt(PASSENGER.kind, count);
    const tools = columnAt(PASSENGER.tool, count);
    const tokens = columnAt(PASSENGER.tokens, count);
    const labels = columnAt(PASSENGER.label, count);
    const toolNumbers = this.toolNumbers(row.tools);
    for (let passenger = 0; passenger < count; passenger++) {
      if (carried[passenger] === 0) continue;
      const tool = toolNumbers[passengers[tools + passenger] as number] as number;
      const label = passengers[labels + passenger] as number;
      const group = this.group(tool + (passengers[kinds + passenger] as number), label);
      if (group === this.samples.length) this.samples.push({ thread: () => [row.sessionId, row.agentId], passenger });
      this.sums.meet(group, this.sessionNo);
      this.sums.enter(group, 1, passengers[tokens + passenger] as number);
      this.sums.carry(group, carried[passenger] as number, cost[passenger] as number, responses[passenger] as number);
    }
    if (carried[count] === 0) return;
    const group = this.nobody('attempts');
    this.sums.meet(group, this.sessionNo);
    this.sums.carry(group, carried[count] as number, cost[count] as number, responses[count] as number);
  }

  /** Adds the items of a page. */
  addPage({ items, tools, threads }: PageRow, prices: PagePrices): void {
    const toolNumbers = this.toolNumbers(tools);
    for (let at = 0; at < items.length; ) {
      const tool = toolNumbers[items[at + ITEM.tool] as number] as number;
      const group = this.group(tool + (items[at + ITEM.kind] as number), items[at + ITEM.label] as number);
      if (group === this.samples.length) this.samples.push(sampleOf(items, at, threads));
      this.sums.enter(group, items[at + ITEM.times] as number, items[at + ITEM.tokens] as number);
      this.sums.addSessions(group, items[at + ITEM.sessions] as number);
      const first = at + ITEM.length;
      at = first + (items[at + ITEM.sums] as number) * PAGE_SUM.length;
      this.addSums(group, items, first, at, prices);
    }
  }

  /** Adds the sums of an item that stand from `first` to `end`. */
  private addSums(group: number, items: Int32Array, first: number, end: number, prices: PagePrices): void {
    let [carried, cost, responses] = [0, 0, 0];
    for (let sum = first; sum < end; sum += PAGE_SUM.length) {
      carried += prices.carried(items, sum);
      cost += prices.cost(items, sum);
      responses += items[sum + RESPONSES] as number;
    }
    const isExact = cost < MOST_AT_ONCE;
    this.sums.carry(group, carried, isExact ? cost : 0, responses);
    if (isExact) return;
    for (let sum = first; sum < end; sum += PAGE_SUM.length) this.sums.pay(group, prices.exactCost(items, sum));
  }

  /** Adds what no thread explains. */
  addUnattributed(carried: number, cost: bigint): void {
    const group = this.nobody('unattributed');
    this.sums.carry(group, carried, 0, 0);
    this.sums.pay(group, cost);
  }

  /** Tokens that prompts carried, and their cost in pico-dollars; only those of a kind, if one is given. */
  totals(kind?: PassengerKind): Pick<GroupSum, 'carried' | 'cost'> {
    const asked = kind === undefined ? null : numberOfKind(kind);
    const all = new GroupSums();
    for (let group = 0; group < this.keys.size; group++) {
      const [kindAndTool] = this.keys.pairAt(group);
      if (asked === null || kindAndTool % PASSENGER_KINDS.length === asked) all.join(0, this.sums, group);
    }
    return all.of(0);
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
      kind: kindOfNumber(kindAndTool % PASSENGER_KINDS.length),
      tool: this.tools.all[Math.floor(kindAndTool / PASSENGER_KINDS.length)] ?? '',
      labelHash,
      sample: this.samples[group] ?? null,
    };
  }

  /** The group's number; that of a new one is the count of samples, to which its own is to be added. */
  private group(kindAndTool: number, labelHash: number): number {
    return this.keys.indexOf(kindAndTool, labelHash);
  }

  /** The group of what has no passenger. */
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
    return this.tools.numberOf(tool) * PASSENGER_KINDS.length;
  }
}

function sampleOf(items: Int32Array, at: number, threads: PageRow['threads']): Sample | null {
  const passenger = items[at + ITEM.passenger] as number;
  if (passenger < 0) return null;
  return { thread: () => threads()[items[at + ITEM.thread] as number] as PageThread, passenger };
}
