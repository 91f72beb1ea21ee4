import type { UnnamedContext } from '../../analyse/advice/fixed-levers.ts';
import type { Lever, LeverKind, OtherWay } from '../../analyse/advice/lever.ts';
import { ratio } from '../../analyse/composition.ts';
import type { LedgerBase } from '../../analyse/context-ledger.ts';
import { counted, fullCount } from '../../model/counted.ts';
import { type PicoUsd, picoUsd } from '../../model/money.ts';
import { dollars, percent, shortCount } from '../format-number.ts';

/** What the effect of a lever is the effect of. */
const WITHOUT: Readonly<Record<LeverKind, string>> = {
  'mcp-server': 'without it',
  skill: 'without it',
  plugin: 'without it',
  'agent-type': 'without it',
  'memory-file': 'at half its size',
  'hook-context': 'without it',
  pause: 'cleared before the pause',
  'model-switch': 'without the switch',
  'long-session': 'compacted in time',
  file: 'without the repeats',
  'tool-output': 'cut at 2,000 tokens',
  'retry-loop': 'without the repeats',
  'right-size-turns': 'at the next tier',
  'right-size-agents': 'at the next tier',
  delegate: 'read by an agent',
  effort: 'at a lower effort',
  image: 'gone after their turn',
};

/** Said under every list of levers. */
export const OVERLAP = 'Effects overlap and do not add up.';

/** What is said where nothing is a lever. */
export function noLevers({ weight }: LedgerBase): string {
  return weight === 0n
    ? 'No response here has a list price, so nothing can be weighed (your own prices: --pricing FILE).'
    : 'Nothing here came to 0.3 % of cost or more that a change would have taken away.';
}

/** A share of the window's list price; null where nothing has a price. */
export function shareOf(weight: bigint, base: LedgerBase): number | null {
  return base.weight === 0n ? null : ratio(weight, base.weight);
}

/** What a lever cost: `9.2K tokens x 6,410 responses = 6.1 % of cost`. */
export function costText({ cost, responses }: Lever, base: LedgerBase, withDollars: boolean): string {
  const each = responses === 0 ? cost.tokens : Math.round(cost.tokens / responses);
  const size =
    responses === 1 ? `${shortCount(each)} tokens` : `${shortCount(each)} tokens x ${fullCount(responses)} responses`;
  const share = `${percent(shareOf(cost.weight, base))} of cost`;
  return `${size} = ${withDollars ? `${dollars(picoUsd(cost.weight))}, ${share}` : share}`;
}

/** Where the lower bound is so many times below the upper one, it says nothing. */
const MUCH_MORE = 50n;

/** What a lever would have changed: `without it: 5.8 to 6.1 % less`, with dollars where they are shown. */
export function effectText({ kind, effect }: Lever, base: LedgerBase, withDollars: boolean): string {
  const range = (text: (weight: bigint) => string, unit = '') => {
    const [low, high] = [text(effect.low), text(effect.high)];
    if (low === high) return high;
    return effect.low * MUCH_MORE < effect.high
      ? `up to ${high}`
      : `${low.replace(new RegExp(`${unit}$`), '')} to ${high}`;
  };
  const share = range((weight) => percent(shareOf(weight, base)), ' %');
  const money = withDollars ? ` (${range((weight) => dollars(picoUsd(weight) as PicoUsd))})` : '';
  return `${WITHOUT[kind]}: ${share} less${money}${otherText(effect.other, base)}`;
}

/** The other way with its own figure. */
function otherText(other: OtherWay | null, base: LedgerBase): string {
  if (other === null) return '';
  return `; ${other.way}: ${other.weight === 0n ? '0 %' : `${percent(shareOf(other.weight, base))} less`}`;
}

/** A lever in a sentence, for cards that are of something else. */
export function leverText(lever: Lever, base: LedgerBase, withDollars: boolean): string {
  return `${lever.title}; ${effectText(lever, base, withDollars)}`;
}

/** How an effect is known, in a word. */
export function basisText({ effect }: Lever): string {
  return effect.basis === 'replayed' ? 'replayed' : 'estimate';
}

/** Where nothing names the parts of the fixed context, no server, skill or agent can be a lever. */
export function unnamedText({ weight, sessions }: UnnamedContext, base: LedgerBase): string {
  const share = percent(shareOf(weight, base));
  return `Fixed context without names: ${share} of cost, in ${counted(sessions, 'session')}. Which MCP servers, skills and agents it holds is known from Claude Code 2.1.270 on.`;
}
