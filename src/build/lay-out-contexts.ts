import { hash32 } from '../model/content-hash.ts';
import type { Passenger, Step, Stretch, ThreadContext } from '../model/context.ts';
import {
  columnAt,
  keptLabel,
  type LaidOutAccrual,
  type LaidOutContext,
  type LaidOutStep,
  NOT_COUNTED,
  numberOfKind,
  PASSENGER,
  packTime,
} from '../model/packed-context.ts';

/** The contexts of a session's threads as numbers, before it is known which of their responses count. */
export function layOutContexts(contexts: readonly ThreadContext[]): LaidOutContext[] {
  return contexts.map(layOut);
}

function layOut({ agentId, logged, passengers, stretches, accruals }: ThreadContext): LaidOutContext {
  const draft = new Draft(passengers.length);
  for (const passenger of passengers) draft.passenger(passenger);
  for (const { places, steps } of stretches) {
    draft.stretch(places, steps.length);
    for (const step of steps) draft.step(step);
  }
  const { tools, labels, passengers: packed, stretches: numbers, steps } = draft;
  return {
    agentId,
    logged,
    tools: [...tools.keys()],
    labels,
    passengers: packed,
    stretches: Int32Array.from(numbers),
    steps,
    accruals: accruals.map(({ passenger, tokens, sighting }): LaidOutAccrual => {
      return [passenger, tokens, sighting.key, sighting.variant];
    }),
  };
}

class Draft {
  readonly tools = new Map<string, number>();
  readonly labels: string[] = [];
  readonly passengers: Int32Array;
  readonly stretches: number[] = [];
  readonly steps: LaidOutStep[] = [];
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
    this.passengers = new Int32Array(columnAt(PASSENGER.length, count));
    this.passengers[0] = count;
  }

  passenger({ kind, tool, label, content, at, chars, tokens, file, copied }: Passenger): void {
    const [day, ms] = packTime(at);
    this.put(PASSENGER.kind, numberOfKind(kind));
    this.put(PASSENGER.tool, this.toolIndex(tool));
    this.put(PASSENGER.tokens, tokens);
    this.put(PASSENGER.chars, chars);
    this.put(PASSENGER.label, label === '' ? 0 : hash32(label));
    this.put(PASSENGER.content, content === '' ? 0 : Number.parseInt(content.slice(0, 8), 16));
    this.put(PASSENGER.day, day);
    this.put(PASSENGER.ms, ms);
    this.put(PASSENGER.file, file === '' ? 0 : hash32(file));
    this.put(PASSENGER.copied, copied);
    this.labels.push(keptLabel(label, file));
  }

  stretch(places: Stretch['places'], steps: number): void {
    this.stretches.push(places.length, steps);
    for (const { passenger, tokens } of places) this.stretches.push(passenger, tokens);
  }

  step({ sighting, contextTokens }: Step): void {
    this.steps.push([this.stretches.length, sighting.key, sighting.variant]);
    const [day, ms] = packTime(sighting.at);
    this.stretches.push(day, ms, NOT_COUNTED, contextTokens, 0, 0, 0, 0);
  }

  /** Of the passenger whose label is next. */
  private put(column: number, value: number): void {
    this.passengers[columnAt(column, this.count) + this.labels.length] = value;
  }

  private toolIndex(tool: string): number {
    const known = this.tools.get(tool);
    if (known !== undefined) return known;
    this.tools.set(tool, this.tools.size);
    return this.tools.size - 1;
  }
}
