import { PASSENGER_KINDS, type PassengerKind } from '../model/context.ts';
import { columnAt, kindOfNumber, numberOfKind, PASSENGER } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { KeyTable, SumTable } from './key-table.ts';
import type { Weighed } from './weigh-context.ts';

/** Money is summed in two parts, the lower one in pico-dollars, the upper one in so many of them: exact however much it is. */
const HIGH = 1e12;

/** The lower part is emptied from here on; one passenger adds less than 9e15. */
const FULL = 1e14;

/** Columns of what is summed. */
const SUM = { times: 0, sessions: 1, lastSession: 2, tokens: 3, carried: 4, responses: 5, low: 6, high: 7, width: 8 };

/** One kind of passenger under one label, over all threads of the window. */
export interface TallyGroup {
  readonly kind: PassengerKind;
  readonly tool: string;
  /** 32-bit hash of the label; 0 without one. */
  readonly labelHash: number;
  /** The thread and the passenger to ask for the label. */
  readonly sessionId: string;
  readonly agentId: string;
  readonly passenger: number;
  /** Times that something of it entered a context. */
  readonly times: number;
  /** Sessions in which it did. */
  readonly sessions: number;
  /** Tokens on entry. */
  readonly tokens: number;
  /** Tokens times the responses that carried them. */
  readonly carried: number;
  readonly responses: number;
  /** Pico-dollars. */
  readonly cost: bigint;
}

/** Sums passengers by kind, tool and label. */
export class LedgerTally {
  private readonly withLabels: boolean;
  /** By kind and tool, and by label. */
  private readonly keys = new KeyTable();
  private readonly tools = new Map<string, number>();
  private readonly toolLists = new Map<readonly string[], Int32Array>();
  private readonly samples: Pick<TallyGroup, 'sessionId' | 'agentId' | 'passenger'>[] = [];
  private readonly sums = new SumTable(SUM.width);
  private sessionId = '';
  private sessionNo = 0;

  /** `withLabels`: whether labels are told apart; without them it is quicker. */
  constructor(withLabels: boolean) {
    this.withLabels = withLabels;
  }

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
      const label = this.withLabels ? (passengers[labels + passenger] as number) : 0;
      const group = this.group(row, passenger, tool + (passengers[kinds + passenger] as number), label);
      const from = this.addTo(
        group,
        carried[passenger] as number,
        cost[passenger] as number,
        responses[passenger] as number,
      );
      const sums = this.sums.numbers;
      sums[from + SUM.times] = (sums[from + SUM.times] as number) + 1;
      sums[from + SUM.tokens] = (sums[from + SUM.tokens] as number) + (passengers[tokens + passenger] as number);
    }
    if (carried[count] === 0) return;
    const group = this.group(row, -1, this.toolNumber('') + numberOfKind('attempts'), 0);
    this.addTo(group, carried[count] as number, cost[count] as number, responses[count] as number);
  }

  /** Adds what no thread explains. */
  addUnattributed(carried: number, cost: bigint): void {
    const kind = this.toolNumber('') + numberOfKind('unattributed');
    const group = this.group({ sessionId: '', agentId: '' }, -1, kind, 0);
    const from = this.addTo(group, carried, Number(cost % BigInt(HIGH)), 0);
    this.sums.numbers[from + SUM.high] = (this.sums.numbers[from + SUM.high] as number) + Number(cost / BigInt(HIGH));
  }

  /** Tokens that prompts carried, and their cost in pico-dollars. */
  totals(): { readonly carried: number; readonly cost: bigint } {
    let [carried, cost] = [0, 0n];
    for (let index = 0; index < this.keys.size; index++) {
      carried += this.sum(index, SUM.carried);
      cost += this.costOf(index);
    }
    return { carried, cost };
  }

  groups(): TallyGroup[] {
    const tools = [...this.tools.keys()];
    return this.samples.map((sample, index): TallyGroup => {
      const [kindAndTool, labelHash] = this.keys.pairAt(index);
      const sum = (column: number) => this.sum(index, column);
      return {
        kind: kindOfNumber(kindAndTool % PASSENGER_KINDS.length),
        tool: tools[Math.floor(kindAndTool / PASSENGER_KINDS.length)] ?? '',
        ...{ labelHash, ...sample },
        ...{ times: sum(SUM.times), sessions: sum(SUM.sessions), tokens: sum(SUM.tokens) },
        ...{ carried: sum(SUM.carried), responses: sum(SUM.responses) },
        cost: this.costOf(index),
      };
    });
  }

  private group(
    row: Pick<ContextRow, 'sessionId' | 'agentId'>,
    passenger: number,
    kindAndTool: number,
    labelHash: number,
  ): number {
    const before = this.keys.size;
    const group = this.keys.indexOf(kindAndTool, labelHash);
    if (group === before) this.samples.push({ sessionId: row.sessionId, agentId: row.agentId, passenger });
    return group;
  }

  private sum(group: number, column: number): number {
    return this.sums.numbers[this.sums.row(group) + column] as number;
  }

  private costOf(group: number): bigint {
    return BigInt(this.sum(group, SUM.high)) * BigInt(HIGH) + BigInt(this.sum(group, SUM.low));
  }

  /** Tells where the row of the group begins. */
  private addTo(group: number, carried: number, cost: number, responses: number): number {
    const from = this.sums.row(group);
    const sums = this.sums.numbers;
    sums[from + SUM.carried] = (sums[from + SUM.carried] as number) + carried;
    sums[from + SUM.responses] = (sums[from + SUM.responses] as number) + responses;
    let low = (sums[from + SUM.low] as number) + cost;
    if (low >= FULL) {
      sums[from + SUM.high] = (sums[from + SUM.high] as number) + Math.floor(low / HIGH);
      low %= HIGH;
    }
    sums[from + SUM.low] = low;
    if (sums[from + SUM.lastSession] !== this.sessionNo) {
      sums[from + SUM.lastSession] = this.sessionNo;
      sums[from + SUM.sessions] = (sums[from + SUM.sessions] as number) + 1;
    }
    return from;
  }

  /** What the numbers of kinds are added to, by the tools of a thread. */
  private toolNumbers(tools: readonly string[]): Int32Array {
    const known = this.toolLists.get(tools) ?? Int32Array.from(tools, (tool) => this.toolNumber(tool));
    this.toolLists.set(tools, known);
    return known;
  }

  private toolNumber(tool: string): number {
    const known = this.tools.get(tool) ?? this.tools.size * PASSENGER_KINDS.length;
    this.tools.set(tool, known);
    return known;
  }
}

/**
 * Two groups as one. Sessions are those of the larger one: at least so many, since nobody knows which of them the two
 * have in common.
 */
export function joinGroups(a: TallyGroup, b: TallyGroup): TallyGroup {
  return {
    ...a,
    times: a.times + b.times,
    sessions: Math.max(a.sessions, b.sessions),
    tokens: a.tokens + b.tokens,
    carried: a.carried + b.carried,
    responses: a.responses + b.responses,
    cost: a.cost + b.cost,
  };
}
