import type { Dice } from './dice.ts';
import { ODD_NUMBERS, ODD_TEXTS, ODD_TIMES, ODD_VALUES } from './odd-values.ts';

/** A list or an object of JSON, to be changed in place. */
type Holder = Record<string, unknown>;

/** A place in a value: what holds it, and under which name. */
interface Spot {
  readonly holder: Holder;
  readonly key: string;
}

/** Members that say who a record is and what it belongs to. */
const ID = /(?:id|uuid|hash|ref|head)$/i;
const TIME = /(?:timestamp|time|_at|At|resetsAt)$/;

/** Names that stand for members: those that a reader asks for, and those that every object has. */
const KEYS = [
  ...[
    'type',
    'message',
    'usage',
    'content',
    'id',
    'uuid',
    'timestamp',
    'model',
    'sessionId',
    'agentId',
    'input',
    'text',
  ],
  ...['__proto__', 'constructor', 'toString', '', 'b', 'iterations', 'cache_creation', 'isSidechain', 'data', 'tail'],
];

const MOST_SPOTS = 4000;

/** Changes one thing in a record, in place; `others` are records that parts may be taken from. */
export function mutateRecord(record: Holder, others: readonly Holder[], dice: Dice): void {
  const spots = spotsIn(record);
  if (spots.length === 0) return;
  const wanted = dice.chance(0.4) ? spots.filter(({ key }) => ID.test(key) || TIME.test(key)) : spots;
  const spot = dice.pick(wanted.length > 0 ? wanted : spots);
  const { holder, key } = spot;
  const isTime = TIME.test(key);
  const ways: (() => void)[] = [
    () => take(spot),
    () => put(spot, structuredClone(dice.pick(isTime ? ODD_TIMES : ODD_VALUES))),
    () => put(spot, oddOfItsType(holder[key], dice)),
    () => put(spot, nested(holder[key], dice)),
    () => put(holderOf(spot, dice), structuredClone(holder[key])),
    () => exchange(spot, dice.pick(spots)),
    () => borrow(spot, dice.pick(others), dice),
    () => rename(spot, dice.pick(KEYS)),
    () => moveInTime(record, dice),
  ];
  dice.pick(ways)();
}

function take({ holder, key }: Spot): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

/** Also a member that objects would take for their prototype. */
function put({ holder, key }: Spot, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function rename(spot: Spot, name: string): void {
  if (Array.isArray(spot.holder)) return;
  const value = spot.holder[spot.key];
  take(spot);
  put({ holder: spot.holder, key: name }, value);
}

function holderOf({ holder }: Spot, dice: Dice): Spot {
  return { holder, key: Array.isArray(holder) ? String(holder.length) : dice.pick(KEYS) };
}

function exchange(a: Spot, b: Spot): void {
  // Neither may come to lie within itself.
  const [first, second] = [structuredClone(a.holder[a.key]), structuredClone(b.holder[b.key])];
  put(a, second);
  put(b, first);
}

/** The same member of another record; whatever stands anywhere in it where it has none. */
function borrow(spot: Spot, from: Holder, dice: Dice): void {
  const spots = spotsIn(from);
  if (spots.length === 0) return;
  const same = spots.filter(({ key }) => key === spot.key);
  const { holder, key } = dice.pick(same.length > 0 ? same : spots);
  put(spot, structuredClone(holder[key]));
}

function oddOfItsType(value: unknown, dice: Dice): unknown {
  if (typeof value === 'number') return dice.pick(ODD_NUMBERS);
  if (typeof value !== 'string') return structuredClone(dice.pick(ODD_VALUES));
  const odd = dice.pick(ODD_TEXTS);
  const at = dice.below(value.length + 1);
  return dice.pick([odd, odd + value, value + odd, value.slice(0, at) + odd + value.slice(at), value.slice(0, at)]);
}

function nested(value: unknown, dice: Dice): unknown {
  const depth = dice.chance(0.05) ? 400 : 1 + dice.below(6);
  let inside: unknown = value;
  for (let i = 0; i < depth; i++) inside = dice.chance(0.5) ? [inside] : { [dice.pick(KEYS.slice(0, 12))]: inside };
  return inside;
}

/** By seconds, days or years, to either side. */
function moveInTime(record: Holder, dice: Dice): void {
  const at = typeof record.timestamp === 'string' ? Date.parse(record.timestamp) : Number.NaN;
  const by = dice.pick([1000, 60_000, 86_400_000, 40 * 86_400_000, 3 * 365 * 86_400_000]) * dice.pick([1, -1]);
  const moved = new Date(at + by);
  if (!Number.isNaN(moved.getTime())) record.timestamp = moved.toISOString();
}

/** Every place in a value, outermost first; no more than make sense. */
function spotsIn(value: unknown): Spot[] {
  const spots: Spot[] = [];
  const open: unknown[] = [value];
  for (const holder of open) {
    if (typeof holder !== 'object' || holder === null) continue;
    for (const key of Object.keys(holder)) {
      if (spots.length >= MOST_SPOTS) return spots;
      spots.push({ holder: holder as Holder, key });
      open.push((holder as Holder)[key]);
    }
  }
  return spots;
}
