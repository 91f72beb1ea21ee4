import { contentHash } from '../model/content-hash.ts';
import type { Passenger, Step, Stretch, ThreadContext } from '../model/context.ts';
import { type LaidOutContext, type LaidOutStep, NOT_COUNTED, numberOfKind, packTime } from '../model/packed-context.ts';

/** The contexts of a session's threads as numbers, before it is known which of their responses count. */
export function layOutContexts(contexts: readonly ThreadContext[]): LaidOutContext[] {
  return contexts.map(layOut);
}

function layOut({ agentId, passengers, stretches }: ThreadContext): LaidOutContext {
  const draft = new Draft();
  draft.numbers.push(passengers.length);
  for (const passenger of passengers) draft.passenger(passenger);
  for (const { places, steps } of stretches) {
    draft.stretch(places, steps.length);
    for (const step of steps) draft.step(step);
  }
  const numbers = Int32Array.from(draft.numbers);
  return { agentId, tools: [...draft.tools.keys()], labels: draft.labels, numbers, steps: draft.steps };
}

class Draft {
  readonly tools = new Map<string, number>();
  readonly labels: string[] = [];
  readonly numbers: number[] = [];
  readonly steps: LaidOutStep[] = [];

  passenger({ kind, tool, label, content, at, chars, tokens }: Passenger): void {
    this.labels.push(label);
    this.numbers.push(numberOfKind(kind), this.toolIndex(tool), tokens, chars);
    this.numbers.push(
      label === '' ? 0 : hash32(label),
      content === '' ? 0 : Number.parseInt(content.slice(0, 8), 16) | 0,
    );
    this.numbers.push(...packTime(at));
  }

  stretch(places: Stretch['places'], steps: number): void {
    this.numbers.push(places.length, steps);
    for (const { passenger, tokens } of places) this.numbers.push(passenger, tokens);
  }

  step({ sighting, contextTokens }: Step): void {
    this.steps.push([this.numbers.length, sighting.key, sighting.variant]);
    this.numbers.push(...packTime(sighting.at), NOT_COUNTED, contextTokens, 0, 0, 0, 0);
  }

  private toolIndex(tool: string): number {
    const known = this.tools.get(tool);
    if (known !== undefined) return known;
    this.tools.set(tool, this.tools.size);
    return this.tools.size - 1;
  }
}

function hash32(text: string): number {
  return Number.parseInt(contentHash(text).slice(0, 8), 16) | 0;
}
