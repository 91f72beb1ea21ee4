import type { CallCounts } from '../analyse/call-counts.ts';
import type { Usage } from '../analyse/usage.ts';
import type { UsageReport, UsageReportRow } from '../analyse/usage-report.ts';
import type { Groupings } from '../model/groupings.ts';
import { usdNumber } from '../model/money.ts';
import { totalTokens } from '../model/tokens.ts';
import type { AnswerFrame } from './json-frame.ts';
import { frame } from './json-frame.ts';
import { type RowTable, rowTable } from './row-table.ts';

/** The object U of the JSON contract, with what is uncertain in it told beside it. */
export interface UsageJson {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_tokens: number;
  readonly cache_write_5m_tokens: number;
  readonly cache_write_1h_tokens: number;
  readonly total_tokens: number;
  readonly cost_usd: number | null;
  readonly responses: number;
  readonly sessions: number;
  readonly unfinished_responses: number;
  readonly unpriced_responses: number;
}

/** U of a sum of responses. `cost_usd` is list price to the nano-dollar, null when none of them is priced. */
export function usageJson(usage: Usage): UsageJson {
  const { tokens } = usage;
  return {
    input_tokens: tokens.input,
    output_tokens: tokens.output,
    cache_read_tokens: tokens.cacheRead,
    cache_write_5m_tokens: tokens.cacheWrite5m,
    cache_write_1h_tokens: tokens.cacheWrite1h,
    total_tokens: totalTokens(tokens),
    cost_usd: usage.cost === null ? null : usdNumber(usage.cost),
    responses: usage.responses,
    sessions: usage.sessions,
    unfinished_responses: usage.unfinished,
    unpriced_responses: usage.unpriced,
  };
}

/** Names of the fields of U. */
export const USAGE_FIELDS = [
  ...['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens'],
  ...['total_tokens', 'cost_usd', 'responses', 'sessions', 'unfinished_responses', 'unpriced_responses'],
] as const satisfies readonly (keyof UsageJson)[];

const CALL_FIELDS = ['calls', 'errors', 'denied', 'open', 'result_chars', 'call_sessions'];

/** The document of `tj usage --json`. */
export function usageReportJson(report: UsageReport, by: Groupings, answer: AnswerFrame): object {
  return {
    ...frame(answer),
    by: by.length === 0 ? null : by.join(','),
    totals: usageJson(report.totals),
    rows: report.rows.map((row) => ({
      key: row.keys.join(','),
      ...(by.length > 1 ? { keys: row.keys } : {}),
      ...rowFields(row),
    })),
  };
}

/** The rows of `tj usage` for other programs, with a column for each grouping; without any, the totals as one row. */
export function usageRows(report: UsageReport, by: Groupings): RowTable {
  const named = by.includes('session') || by.includes('agent') ? ['label'] : [];
  const calls = report.rows.some((row) => row.calls !== null) ? CALL_FIELDS : [];
  const records = report.rows.map((row) => ({
    ...Object.fromEntries(by.map((each, i) => [each, row.keys[i]])),
    ...rowFields(row),
  }));
  return rowTable([...by, ...named, ...USAGE_FIELDS, ...calls], by.length === 0 ? [usageJson(report.totals)] : records);
}

function rowFields(row: UsageReportRow): object {
  return {
    ...(row.label === null ? {} : { label: row.label }),
    ...usageJson(row.usage),
    ...(row.calls === null ? {} : callFields(row.calls)),
  };
}

function callFields({ calls, errors, denied, open, resultChars, sessions }: CallCounts): object {
  return { calls, errors, denied, open, result_chars: resultChars, call_sessions: sessions };
}
