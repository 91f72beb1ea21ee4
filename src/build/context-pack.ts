import { contentHash } from '../model/content-hash.ts';
import type { Passenger, Stretch } from '../model/context.ts';
import type { AgentId } from '../model/ids.ts';
import {
  columnAt,
  NOT_COUNTED,
  numberOfKind,
  PASSENGER,
  type PackedContext,
  packTime,
  type RateKey,
} from '../model/packed-context.ts';
import type { Millis } from '../model/time.ts';
import { promptStep } from '../model/tokens.ts';
import type { Counted } from './pack-contexts.ts';
import { packSums } from './pack-sums.ts';
import { type StepChoice, sumSteps } from './sum-steps.ts';

/** All steps, whenever they were. */
const EVERY: StepChoice = { counts: () => true, stepOf: promptStep };

const NOTHING_SENT = { cacheRead: 0, cacheWrite1h: 0, cacheWrite5m: 0, input: 0 };

/** Puts the context of one thread together as it is kept: all its passengers, then stretch after stretch. */
export class ContextPack {
  private readonly tools = new Map<string, number>();
  private readonly rates = new Map<string, number>();
  private readonly rateKeys: RateKey[] = [];
  private readonly labels: string[] = [];
  private readonly rows: (readonly number[])[] = [];
  private readonly stretches: number[] = [];

  get isEmpty(): boolean {
    return this.stretches.length === 0;
  }

  passenger({ kind, tool, label, content, at, chars, tokens }: Passenger): void {
    this.labels.push(label);
    const hashes = [
      label === '' ? 0 : hash32(label),
      content === '' ? 0 : Number.parseInt(content.slice(0, 8), 16) | 0,
    ];
    this.rows.push([numberOfKind(kind), this.toolIndex(tool), tokens, chars, ...hashes, ...packTime(at)]);
  }

  /** Begins a stretch of these places and so many steps, which are to follow. */
  stretch(places: Stretch['places'], steps: number): void {
    this.stretches.push(places.length, steps);
    for (const { passenger, tokens } of places) this.stretches.push(passenger, tokens);
  }

  step(at: Millis | null, contextTokens: number, counted: Counted | undefined): void {
    const { cacheRead, cacheWrite1h, cacheWrite5m, input } = counted?.tokens ?? NOTHING_SENT;
    this.stretches.push(...packTime(counted?.at ?? at), this.rateIndex(counted), contextTokens);
    this.stretches.push(cacheRead, cacheWrite1h, cacheWrite5m, input);
  }

  result(agentId: AgentId): PackedContext {
    const stretches = Int32Array.from(this.stretches);
    const passengers = packPassengers(this.rows, stretches);
    return { agentId, tools: [...this.tools.keys()], rates: this.rateKeys, labels: this.labels, passengers, stretches };
  }

  private toolIndex(tool: string): number {
    const known = this.tools.get(tool);
    if (known !== undefined) return known;
    this.tools.set(tool, this.tools.size);
    return this.tools.size - 1;
  }

  private rateIndex(counted: Counted | undefined): number {
    if (counted === undefined) return NOT_COUNTED;
    const { model, fast, geo, tier } = counted;
    const name = `${model}\n${fast}\n${geo}\n${tier}`;
    const known = this.rates.get(name);
    if (known !== undefined) return known;
    this.rateKeys.push([model, fast, geo, tier]);
    this.rates.set(name, this.rateKeys.length - 1);
    return this.rateKeys.length - 1;
  }
}

/** Passengers, each a row of `PASSENGER`, column by column, and what they came to in these stretches. */
export function packPassengers(rows: readonly (readonly number[])[], stretches: Int32Array): Int32Array {
  const sums = packSums(sumSteps(stretches, rows.length, EVERY));
  const end = columnAt(PASSENGER.length, rows.length);
  const packed = new Int32Array(end + sums.length);
  packed[0] = rows.length;
  rows.forEach((row, passenger) => {
    for (let column = 0; column < row.length; column++) {
      packed[columnAt(column, rows.length) + passenger] = row[column] as number;
    }
  });
  packed.set(sums, end);
  return packed;
}

function hash32(text: string): number {
  return Number.parseInt(contentHash(text).slice(0, 8), 16) | 0;
}
