import { counted } from '../model/counted.ts';
import type { PicoUsd } from '../model/money.ts';
import { usdNumber } from '../model/money.ts';
import { shortId } from '../model/session-label.ts';
import { shortCount } from './format-number.ts';
import type { Look } from './style.ts';
import { cutTo, wrap } from './text-width.ts';

/** A session with the title that it was given. */
export interface Titled {
  readonly sessionId: string;
  readonly label: string;
  /** What it was called by before. */
  readonly before: string;
}

/** What asking for titles would take. */
export interface TitleCost {
  readonly sessions: number;
  /** Characters that are sent. */
  readonly characters: number;
  readonly tokens: number;
  /** At list price; null where it is not known, or not to be shown. */
  readonly cost: PicoUsd | null;
}

/** What would be sent where, and what it would cost: said before anybody is asked for consent. */
export function titleOffer({ sessions, characters, tokens, cost }: TitleCost, look: Look): string {
  const price = cost === null ? '' : `, about ${cents(usdNumber(cost))} at list price`;
  const text =
    `claude -p would be asked for titles of ${counted(sessions, 'session')} by the small model (haiku). Sent are the labels ` +
    `that tj keeps of them, their projects and prompts (${shortCount(characters)} characters), and nothing else: about ` +
    `${shortCount(tokens)} tokens${price}.`;
  return `${wrap(text, look.width).join('\n')}\n`;
}

/** The titles that were kept; `usd` is what Claude Code says it cost. */
export function titledLines(titled: readonly Titled[], usd: number | null, look: Look): string {
  const lines = titled.map(({ sessionId, label }) =>
    cutTo(`${shortId(sessionId)}  ${label}`, look.width, look.unicode ? '…' : '~'),
  );
  const cost = usd === null ? '' : ` for ${cents(usd)}`;
  const done = `${counted(titled.length, 'title')} kept${cost}; undo: tj label --undo`;
  return [...lines, ...wrap(done, look.width).map(look.paint.dim), ''].join('\n');
}

/** The titles that were taken out again. */
export function untitledLines(taken: ReadonlyMap<string, string>, look: Look): string {
  if (taken.size === 0) return 'No suggested title is kept: nothing was changed.\n';
  const lines = [...taken].map(([sessionId, label]) =>
    cutTo(`${shortId(sessionId)}  ${label}`, look.width, look.unicode ? '…' : '~'),
  );
  return [...wrap(`${counted(taken.size, 'title')} taken out:`, look.width), ...lines, ''].join('\n');
}

/** Small amounts in full: what is less than a cent is not free. */
function cents(usd: number): string {
  return usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}
