import type { ThreadContext } from '../model/context.ts';
import type { AgentId } from '../model/ids.ts';
import type { TranscriptRecord } from '../model/records.ts';
import type { Sighting } from '../model/session-rows.ts';
import { ContextLayout } from './context-layout.ts';
import type { Entrant } from './entrants-of.ts';
import { estimatedTokens } from './estimate-tokens.ts';
import type { ContextEvent } from './follow-threads.ts';

/** A prompt smaller than this share of the one before it, and soon as large again, was no part of the conversation. */
const ASIDE = 0.5;
const BACK = 0.8;

/** A prompt for another model is counted by another tokenizer: the same texts, so many times the tokens. */
const LEAST_SCALE = 0.5;
const MOST_SCALE = 2;

/**
 * The context ledger of a thread (insight.md section 2): what every prompt of it is made of. Sizes are measured: the
 * growth from one response to the next is divided among what entered between them, in proportion to what each is
 * thought to have. At each response the places up to its prompt sum to its measured prompt, to the token.
 */
export function measureContext(
  agentId: AgentId,
  events: readonly ContextEvent[],
  entrantsOf: (record: TranscriptRecord) => readonly Entrant[],
): ThreadContext {
  const layout = new ContextLayout();
  const prompts = promptsAhead(events);
  let waiting: Entrant[] = [];
  let change: Change = 'none';
  let before: Sighting | null = null;
  let nth = 0;
  for (const event of events) {
    if (event.kind === 'entry') waiting.push(...entrantsOf(event.record));
    else if (event.kind === 'compaction') {
      [waiting, change] = [[], 'compaction'];
    } else if (event.kind === 'microcompaction') change = 'eviction';
    else {
      const { sighting } = event;
      const size = sighting.usage.contextTokens;
      const next = prompts[++nth] ?? 0;
      if (size === 0) continue;
      if (change === 'none' && size < layout.size * ASIDE && next >= layout.size * BACK) {
        layout.aside(sighting, size);
        continue;
      }
      settle(layout, { sighting, before, waiting, change, size });
      [waiting, change, before] = [[], 'none', sighting];
    }
  }
  return { agentId, ...layout.result() };
}

type Change = 'none' | 'compaction' | 'eviction';

interface Arrival {
  readonly sighting: Sighting;
  readonly before: Sighting | null;
  readonly waiting: readonly Entrant[];
  readonly change: Change;
  /** Measured prompt. */
  readonly size: number;
}

/** Brings the layout to the prompt of the next response. */
function settle(layout: ContextLayout, { sighting, before, waiting, change, size }: Arrival): void {
  if (before === null) layout.begin(size, waiting);
  else if (change === 'compaction') layout.beginAnew(size, waiting);
  else {
    const output = outputOf(before);
    if (before.model !== sighting.model) rescale(layout, size, output, waiting);
    const room = size - layout.size;
    const expected = output.visible + waiting.reduce((sum, { estimate }) => sum + estimate, 0);
    if (room < 0 || (change === 'eviction' && room < expected)) makeRoom(layout, size - expected, change, waiting);
    layout.grow(size - layout.size, output, waiting);
  }
  layout.step(sighting);
}

/** What an answer leaves in the next prompt: all of it, or what is visible of it once its thinking is stripped. */
export interface Output {
  readonly whole: number;
  readonly visible: number;
}

/** C7: unfinished output is a lower bound; what is to be seen of it and its signatures tell more. */
function outputOf({ usage, finished, visibleChars, hiddenChars }: Sighting): Output {
  const seen = estimatedTokens(visibleChars);
  const told = estimatedTokens(visibleChars + (hiddenChars ?? 0));
  const whole = finished ? usage.tokens.output : Math.max(usage.tokens.output, told);
  return { whole, visible: Math.min(whole, seen) };
}

function rescale(layout: ContextLayout, size: number, output: Output, waiting: readonly Entrant[]): void {
  const entering = output.visible + waiting.reduce((sum, { estimate }) => sum + estimate, 0);
  const scale = (size - entering) / layout.size;
  if (scale >= LEAST_SCALE && scale <= MOST_SCALE) layout.scaleTo(size - entering);
}

/**
 * Context editing takes the oldest results of tools first. Else stripped thinking leaves with the output that held it;
 * at a person's prompt the conversation was taken back, so that the newest leave; within a turn the oldest results do.
 */
function makeRoom(layout: ContextLayout, size: number, change: Change, waiting: readonly Entrant[]): void {
  const target = Math.max(0, size);
  if (change === 'none') {
    layout.stripThinking(target);
    if (waiting.some(({ kind }) => kind === 'prompt')) layout.takeBack(target);
  }
  layout.evictResults(target);
  layout.takeBack(target);
}

/** Prompt sizes of the responses in their order. */
function promptsAhead(events: readonly ContextEvent[]): number[] {
  return events.flatMap((event) => (event.kind === 'response' ? [event.sighting.usage.contextTokens] : []));
}
