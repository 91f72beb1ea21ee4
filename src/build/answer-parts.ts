import { ANSWER_PARTS, type AnswerTokens } from '../model/context.ts';
import type { Sighting } from '../model/session-rows.ts';
import { FRAME_TOKENS } from './entrants-of.ts';
import { estimatedTokens } from './estimate-tokens.ts';

export const NO_ANSWER: AnswerTokens = { thinking: 0, tool_calls: 0, prose: 0, unknown: 0 };

/** Parts of an answer in the order in which they lie in the prompt. */
export const PARTS_AS_SENT = ['thinking', 'unknown', 'prose', 'tool_calls'] as const satisfies (keyof AnswerTokens)[];

/**
 * Characters that stand around each call: the tokens of answers without thinking in public transcripts are those of their
 * characters, 2.2 to 2.8 to a token, and 43 to 79 for each call, by model.
 */
const CALL_FRAME_CHARS = 150;

type Answer = Pick<Sighting, 'thinkingChars' | 'hiddenChars' | 'toolCalls' | 'callChars' | 'proseChars' | 'usage'>;

/**
 * The parts of an answer that has so many tokens (insight.md section 2): thinking as the API counted it, where it did, and
 * the rest in proportion to characters. Thinking that nothing tells the size of is not guessed: calls and texts have what
 * their characters are estimated to be, and the rest is unknown. So is what is more than they can have where the answer
 * has no thinking to be seen.
 */
export function answerTokens(answer: Answer, whole: number): AnswerTokens {
  const { thinkingChars, hiddenChars, proseChars, usage } = answer;
  const callChars = answer.callChars + CALL_FRAME_CHARS * answer.toolCalls;
  const seen = { callChars, proseChars };
  const seenChars = callChars + proseChars;
  const counted = usage.thinkingTokens;
  if (counted !== null) {
    const thinking = seenChars === 0 && thinkingChars !== null ? whole : Math.min(counted, whole);
    return divided(thinking, whole - thinking, seen);
  }
  if (thinkingChars === null) return divided(0, Math.min(whole, mostTokens(seenChars)), seen, whole);
  const chars = thinkingChars + (hiddenChars ?? 0);
  if (chars === 0) return divided(0, Math.min(whole, estimatedTokens(seenChars)), seen, whole);
  const thinking = Math.round((whole * chars) / (chars + seenChars));
  return divided(thinking, whole - thinking, seen);
}

/** The parts in so many tokens: of fewer than they have thinking leaves first, all else is in proportion. */
export function fitted(parts: AnswerTokens, tokens: number): AnswerTokens {
  const { tool_calls: calls, prose } = parts;
  let gone = tokensOfAnswer(parts) - tokens;
  const thinking = parts.thinking - Math.max(0, Math.min(parts.thinking, gone));
  gone -= parts.thinking - thinking;
  if (calls + prose === 0) return { ...parts, thinking, unknown: parts.unknown - gone };
  const unknown = parts.unknown - Math.max(0, Math.min(parts.unknown, gone));
  gone -= parts.unknown - unknown;
  const ofCalls = Math.round((gone * calls) / (calls + prose));
  return { thinking, unknown, tool_calls: calls - ofCalls, prose: prose - (gone - ofCalls) };
}

/** The same without thinking, which was not sent: the rest is all there is. */
export function withoutThinking(parts: AnswerTokens): AnswerTokens {
  return { ...parts, thinking: 0 };
}

export function tokensOfAnswer(parts: AnswerTokens): number {
  return ANSWER_PARTS.reduce((sum, part) => sum + parts[part], parts.unknown);
}

/** Calls and texts have `rest` tokens in proportion to their characters; what `whole` has beside is unknown. */
function divided(
  thinking: number,
  rest: number,
  { callChars, proseChars }: Pick<Answer, 'callChars' | 'proseChars'>,
  whole = thinking + rest,
): AnswerTokens {
  const chars = callChars + proseChars;
  const calls = chars === 0 ? 0 : Math.round((rest * callChars) / chars);
  const prose = chars === 0 ? 0 : rest - calls;
  return { thinking, tool_calls: calls, prose, unknown: whole - thinking - calls - prose };
}

/** No text has more tokens than characters. */
function mostTokens(chars: number): number {
  return chars === 0 ? 0 : chars + FRAME_TOKENS;
}
