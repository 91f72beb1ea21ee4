import type { RateKey } from '../model/packed-context.ts';
import { NONE, PART, type PackedUnits, UNIT } from '../model/packed-units.ts';
import { NO_FACTS, type UnitFacts, unitKey } from './unit-facts.ts';

/** The responses of a turn or an agent that have one price, a size of prompt and a quarter of an hour in common. */
export interface UnitPart {
  /** '' for the main thread, as the turn is for an agent. */
  readonly agentId: string;
  readonly turnId: string;
  readonly rate: RateKey;
  /** In the order of `PART`, null for what is not known; the index of its rate and what stands before it are not. */
  readonly numbers: readonly (number | null)[];
}

/** What a session says of a turn or an agent of its own beside responses and calls. */
export interface NamedUnit {
  /** Of the turn by whatever model; `NONE` for an agent. */
  readonly responses: number;
  readonly interrupted: boolean;
  readonly plans: boolean;
}

/** All that units are packed from. */
export interface UnitSources {
  /** Unit by unit, those of the main thread first. */
  readonly parts: readonly UnitPart[];
  /** By `unitKey`, as the facts are. */
  readonly named: ReadonlyMap<string, NamedUnit>;
  readonly facts: ReadonlyMap<string, UnitFacts>;
  /** Responses of the main thread in the order of the session: place times 2^32, and the size of its prompt. */
  readonly prompts: readonly number[];
}

/** The turns and agents of a session that have responses, as they are kept. */
export function packUnits({ parts, named, facts, prompts }: UnitSources): PackedUnits {
  const ids: string[] = [];
  const rates = new Map<string, { readonly index: number; readonly rate: RateKey }>();
  const numbers: (number | null)[] = [];
  let [open, from] = ['', 0];
  for (const part of parts) {
    const key = unitKey(part.agentId, part.turnId);
    if (ids.length === 0 || key !== open) {
      [open, from] = [key, numbers.length];
      ids.push(part.agentId || part.turnId);
      numbers.push(...unitNumbers(part.agentId !== '', named.get(key), facts.get(key) ?? NO_FACTS));
    }
    numbers[from + UNIT.parts] = (numbers[from + UNIT.parts] ?? 0) + 1;
    const name = part.rate.join('\n');
    const { index } = rates.get(name) ?? { index: rates.size };
    if (index === rates.size) rates.set(name, { index, rate: part.rate });
    const place = numbers.length;
    for (let i = 0; i < PART.length; i++) numbers.push(part.numbers[i] ?? NONE);
    numbers[place + PART.rate] = index;
    numbers[place + PART.quarter] = part.numbers[PART.quarter] ?? null;
    const first = part.numbers[PART.first] ?? NONE;
    numbers[place + PART.before] = part.agentId === '' && first !== NONE ? contextBefore(prompts, first) : NONE;
  }
  return { rates: [...rates.values()].map(({ rate }) => rate), ids, numbers };
}

function unitNumbers(isAgent: boolean, named: NamedUnit | undefined, facts: UnitFacts): number[] {
  const numbers = new Array<number>(UNIT.length).fill(0);
  numbers[UNIT.isAgent] = isAgent ? 1 : 0;
  numbers[UNIT.isKnown] = named === undefined ? 0 : 1;
  numbers[UNIT.responses] = named?.responses ?? NONE;
  numbers[UNIT.interrupted] = named?.interrupted ? 1 : 0;
  numbers[UNIT.plans] = named?.plans ? 1 : 0;
  for (const [name, value] of Object.entries(facts)) numbers[UNIT[name as keyof UnitFacts]] = value;
  return numbers;
}

/** Prompt size of the last response before a place. */
function contextBefore(prompts: readonly number[], ordinal: number): number {
  const place = ordinal * 2 ** 32;
  let [low, high] = [0, prompts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((prompts[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  const before = prompts[low - 1];
  return before === undefined ? NONE : before % 2 ** 32;
}
