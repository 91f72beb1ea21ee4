import { MAIN_THREAD } from '../model/ids.ts';
import type { KeptThread, LedgerPage, PageClass, PageThread } from '../model/ledger-page.ts';
import { columnAt, numberOfKind, PASSENGER, type RateKey, SUM } from '../model/packed-context.ts';
import { eachLoad, type Load, tokensOf } from './each-load.ts';
import { Numbering } from './numbering.ts';
import { PageItem, PageKey, PageSums, packItems, packKeys } from './page-sums.ts';
import { eachEntry } from './recurring-keys.ts';

/** Sums what the prompts of these threads were made of; those of one session are to follow on one another. */
export function ledgerPage(threads: readonly KeptThread[]): LedgerPage {
  const page = new PageBuilder();
  for (const thread of threads) page.add(thread);
  return page.result();
}

const ATTEMPTS = numberOfKind('attempts');

/** The passenger of what nobody carried. */
const NOBODY = -1;

class PageBuilder {
  private readonly tools = new Numbering<string>((tool) => tool);
  private readonly rates = new Numbering<RateKey>((key) => key.join('\n'));
  private readonly classes = new Numbering<PageClass>((each) => each.join(' '));
  private readonly threads: PageThread[] = [];
  private readonly items = new Map<string, PageItem>();
  private readonly keys = new Map<string, PageKey>();
  private readonly agents = new PageSums();

  add(thread: KeptThread): void {
    const { sessionId, agentId, passengers } = thread;
    const count = passengers[0] as number;
    this.threads.push([sessionId, agentId]);
    const carried = new Float64Array(count + 1);
    eachLoad(passengers, (_, passenger, load) => {
      carried[passenger] = (carried[passenger] as number) + tokensOf(load);
    });
    const tools = this.tools.of(thread.tools);
    const items = this.itemsOf(thread, carried, tools);
    const entries = this.entriesOf(thread, carried, tools);
    const rates = this.rates.of(thread.rates);
    const isAgent = agentId !== MAIN_THREAD;
    eachLoad(passengers, (sum, passenger, load) => {
      if (carried[passenger] === 0) return;
      const number = this.classOf(passengers, sum, rates);
      items[passenger]?.sums.add(number, load);
      entries.get(passenger)?.(number, load);
      if (isAgent) this.agents.add(number, load);
    });
  }

  result(): LedgerPage {
    const { all: classes } = this.classes;
    const days = classes.map(([, day]) => day);
    return {
      ...{ tools: this.tools.all, rates: this.rates.all, classes, threads: this.threads },
      days: days.length === 0 ? null : [Math.min(...days), Math.max(...days)],
      agents: this.agents.rows(),
      items: packItems([...this.items.values()]),
      ...packKeys([...this.keys.values()]),
    };
  }

  /** The items of a thread's passengers, and of what lies beyond all places; none for what no prompt carried. */
  private itemsOf({ sessionId, passengers }: KeptThread, carried: Float64Array, tools: readonly number[]) {
    const count = carried.length - 1;
    const field = (column: number, passenger: number) => passengers[columnAt(column, count) + passenger] as number;
    const items = Array.from({ length: count }, (_, passenger) => {
      if (carried[passenger] === 0) return undefined;
      const tool = tools[field(PASSENGER.tool, passenger)] as number;
      const item = this.itemOf(field(PASSENGER.kind, passenger), tool, field(PASSENGER.label, passenger), passenger);
      item.enter(sessionId, field(PASSENGER.tokens, passenger));
      return item;
    });
    if (carried[count] === 0) return items;
    const attempts = this.itemOf(ATTEMPTS, this.tools.numberOf(''), 0, NOBODY);
    attempts.meet(sessionId);
    return [...items, attempts];
  }

  private itemOf(kind: number, tool: number, label: number, passenger: number): PageItem {
    const name = `${kind} ${tool} ${label}`;
    const item = this.items.get(name) ?? new PageItem(kind, tool, label, this.threads.length - 1, passenger);
    this.items.set(name, item);
    return item;
  }

  /** What takes down the loads of passengers that may recur. */
  private entriesOf(thread: KeptThread, carried: Float64Array, tools: readonly number[]) {
    const { sessionId, passengers } = thread;
    const count = carried.length - 1;
    const field = (column: number, passenger: number) => passengers[columnAt(column, count) + passenger] as number;
    const entries = new Map<number, (number: number, load: Load) => void>();
    eachEntry(thread, { count, carried }, (kind, hash, passenger, isEdit) => {
      const key = this.keyOf(kind, hash);
      const entry = {
        ...{ day: field(PASSENGER.day, passenger), ms: field(PASSENGER.ms, passenger), isEdit },
        ...{ thread: this.threads.length - 1, passenger, tool: tools[field(PASSENGER.tool, passenger)] as number },
        ...{ tokens: field(PASSENGER.tokens, passenger), sums: [] as number[] },
      };
      key.entries.push(entry);
      if (isEdit) return;
      key.meet(sessionId);
      key.times++;
      entries.set(passenger, (number, load) => {
        key.sums.add(number, load);
        entry.sums.push(number, ...load);
      });
    });
    return entries;
  }

  private keyOf(kind: number, hash: number): PageKey {
    const name = `${kind} ${hash}`;
    const key = this.keys.get(name) ?? new PageKey(kind, hash);
    this.keys.set(name, key);
    return key;
  }

  private classOf(passengers: Int32Array, sum: number, rates: readonly number[]): number {
    const rate = rates[passengers[sum + SUM.rate] as number] as number;
    return this.classes.numberOf([
      rate,
      passengers[sum + SUM.day] as number,
      passengers[sum + SUM.promptStep] as number,
    ]);
  }
}
