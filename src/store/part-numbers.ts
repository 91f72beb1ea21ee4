import { PART } from '../model/packed-units.ts';

/** Columns of `turn_sums` by their place in `PART`. Places and sizes share one number there: see store/usage-sums.ts. */
const PART_COLUMNS: Readonly<Partial<Record<keyof typeof PART, string>>> = {
  ...{ quarter: 'quarter', step: 'prompt_step' },
  ...{ input: 'input_tokens', output: 'output_tokens', cacheRead: 'cache_read_tokens' },
  ...{ cacheWrite5m: 'cache_write_5m_tokens', cacheWrite1h: 'cache_write_1h_tokens', webSearches: 'web_searches' },
  ...{ responses: 'responses', unfinished: 'unfinished', toolCalls: 'tool_calls' },
  ...{ thinking: 'thinking_tokens', thinkingUnknown: 'thinking_unknown', effortRank: 'effort_rank' },
  ...{ first: 'first_context >> 32', firstContext: 'first_context & 0xffffffff', firstRead: 'first_read & 0xffffffff' },
  ...{ last: 'last_context >> 32', lastContext: 'last_context & 0xffffffff' },
};

/** The numbers of a part, in the order of `PART`, of a row of `turn_sums`; NULL is what is not known. */
export const PART_NUMBERS: readonly string[] = Object.keys(PART)
  .filter((name) => name !== 'length')
  .map((name) => PART_COLUMNS[name as keyof typeof PART] ?? 'NULL');
