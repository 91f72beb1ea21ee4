import { hash32 } from '../model/content-hash.ts';
import type { Item, Step, Stretch, ThreadContext } from '../model/context.ts';
import {
  columnAt,
  ITEM,
  keptLabel,
  type LaidOutContext,
  type LaidOutStep,
  NOT_COUNTED,
  numberOfKind,
  PLACE,
  packTime,
} from '../model/packed-context.ts';

/** The contexts of a session's threads as numbers, before it is known which of their responses count. */
export function layOutContexts(contexts: readonly ThreadContext[]): LaidOutContext[] {
  return contexts.map(layOut);
}

function layOut({ agentId, logged, items, stretches }: ThreadContext): LaidOutContext {
  const draft = new Draft(items.length);
  for (const item of items) draft.item(item);
  for (const { places, steps } of stretches) {
    draft.stretch(places, steps.length);
    for (const step of steps) draft.step(step);
  }
  const { tools, labels, items: packed, stretches: numbers, steps } = draft;
  return {
    agentId,
    logged,
    tools: [...tools.keys()],
    labels,
    items: packed,
    stretches: Int32Array.from(numbers),
    steps,
  };
}

class Draft {
  readonly tools = new Map<string, number>();
  readonly labels: string[] = [];
  readonly items: Int32Array;
  readonly stretches: number[] = [];
  readonly steps: LaidOutStep[] = [];
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
    this.items = new Int32Array(columnAt(ITEM.length, count));
    this.items[0] = count;
  }

  item({ kind, tool, label, content, at, chars, tokens, file, copied }: Item): void {
    const [day, ms] = packTime(at);
    this.put(ITEM.kind, numberOfKind(kind));
    this.put(ITEM.tool, this.toolIndex(tool));
    this.put(ITEM.tokens, tokens);
    this.put(ITEM.chars, chars);
    this.put(ITEM.label, label === '' ? 0 : hash32(label));
    this.put(ITEM.content, content === '' ? 0 : Number.parseInt(content.slice(0, 8), 16));
    this.put(ITEM.day, day);
    this.put(ITEM.ms, ms);
    this.put(ITEM.file, file === '' ? 0 : hash32(file));
    this.put(ITEM.copied, copied);
    this.labels.push(keptLabel(label, file));
  }

  stretch(places: Stretch['places'], steps: number): void {
    this.stretches.push(places.length / PLACE.length, steps);
    for (const number of places) this.stretches.push(number);
  }

  step({ sighting, contextTokens, entered }: Step): void {
    this.steps.push([this.stretches.length, sighting.key, sighting.variant, entered]);
    const [day, ms] = packTime(sighting.at);
    this.stretches.push(day, ms, NOT_COUNTED, contextTokens, 0, 0, 0, 0);
  }

  /** Of the item whose label is next. */
  private put(column: number, value: number): void {
    this.items[columnAt(column, this.count) + this.labels.length] = value;
  }

  private toolIndex(tool: string): number {
    const known = this.tools.get(tool);
    if (known !== undefined) return known;
    this.tools.set(tool, this.tools.size);
    return this.tools.size - 1;
  }
}
