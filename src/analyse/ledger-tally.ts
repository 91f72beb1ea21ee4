import type { PassengerKind } from '../model/context.ts';
import { kindOfNumber, numberOfKind, PASSENGER } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { FIRST_PASSENGER, type Weighed } from './weigh-context.ts';

/** Money is summed in two parts, of which the lower one stays below this many pico-dollars: exact however much it is. */
const LOW = 1e12;

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
  times: number;
  /** Sessions in which it did. */
  sessions: number;
  /** Tokens on entry. */
  tokens: number;
  /** Tokens times the responses that carried them. */
  carried: number;
  responses: number;
  costHigh: number;
  costLow: number;
  lastSession: string;
}

/** Sums passengers by kind, tool and label. */
export class LedgerTally {
  private readonly byKey = new Map<number, TallyGroup>();
  private readonly tools = new Map<string, number>();

  get groups(): Iterable<TallyGroup> {
    return this.byKey.values();
  }

  /** Adds the passengers of a thread that some response of the window carried. */
  add(row: ContextRow, weighed: Weighed): void {
    const { numbers } = row;
    const toolNumbers = row.tools.map((tool) => this.toolNumber(tool));
    for (let passenger = 0; passenger < weighed.count; passenger++) {
      const carried = weighed.carried[passenger] as number;
      if (carried === 0) continue;
      const at = FIRST_PASSENGER + passenger * PASSENGER.length;
      const kind = numbers[at + PASSENGER.kind] as number;
      const tool = numbers[at + PASSENGER.tool] as number;
      const group = this.group(
        row,
        passenger,
        kind,
        tool,
        toolNumbers[tool] ?? 0,
        numbers[at + PASSENGER.label] as number,
      );
      group.times++;
      group.tokens += numbers[at + PASSENGER.tokens] as number;
      addTo(group, row.sessionId, carried, weighed.cost[passenger] as number, weighed.responses[passenger] as number);
    }
    const { attempts } = weighed;
    if (attempts.carried === 0) return;
    const group = this.group(row, -1, numberOfKind('attempts'), -1, 0, 0);
    addTo(group, row.sessionId, attempts.carried, attempts.cost, attempts.responses);
  }

  private group(
    { sessionId, agentId, tools }: ContextRow,
    passenger: number,
    kind: number,
    tool: number,
    toolNumber: number,
    labelHash: number,
  ): TallyGroup {
    const key = (toolNumber * 16 + kind) * 2 ** 32 + (labelHash >>> 0);
    let group = this.byKey.get(key);
    if (group === undefined) {
      group = {
        ...{ kind: kindOfNumber(kind), tool: tools[tool] ?? '', labelHash, sessionId, agentId, passenger },
        ...{ times: 0, sessions: 0, tokens: 0, carried: 0, responses: 0, costHigh: 0, costLow: 0, lastSession: '' },
      };
      this.byKey.set(key, group);
    }
    return group;
  }

  private toolNumber(tool: string): number {
    const known = this.tools.get(tool);
    if (known !== undefined) return known;
    this.tools.set(tool, this.tools.size);
    return this.tools.size - 1;
  }
}

/**
 * Adds what another group has. Sessions are those of the larger one: at least so many, since nobody knows which of them
 * the two have in common.
 */
export function mergeGroups(into: TallyGroup, other: TallyGroup): void {
  into.times += other.times;
  into.sessions = Math.max(into.sessions, other.sessions);
  into.tokens += other.tokens;
  into.carried += other.carried;
  into.responses += other.responses;
  into.costHigh += other.costHigh;
  addLow(into, other.costLow);
}

function addLow(group: TallyGroup, cost: number): void {
  const low = group.costLow + (cost % LOW);
  group.costHigh += Math.floor(cost / LOW) + Math.floor(low / LOW);
  group.costLow = low % LOW;
}

function addTo(group: TallyGroup, sessionId: string, carried: number, cost: number, responses: number): void {
  group.carried += carried;
  group.responses += responses;
  addLow(group, cost);
  if (group.lastSession === sessionId) return;
  group.lastSession = sessionId;
  group.sessions++;
}

/** What a group cost, in pico-dollars. */
export function costOfGroup({ costHigh, costLow }: Pick<TallyGroup, 'costHigh' | 'costLow'>): bigint {
  return BigInt(costHigh) * BigInt(LOW) + BigInt(costLow);
}
