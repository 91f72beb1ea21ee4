import {
  missedFindings,
  priceFindings,
  refusedFindings,
  unkeptFindings,
} from '../../analyse/doctor/keeping-findings.ts';
import { placeFindings, transcriptFindings } from '../../analyse/doctor/transcript-findings.ts';
import { UserError } from '../../model/errors.ts';
import type { Finding } from '../../model/finding.ts';
import { append } from '../../model/long-lists.ts';
import { DAY_MS, type Millis, millis } from '../../model/time.ts';
import type { PriceTable } from '../../price/price-table.ts';
import { resolveModel } from '../../price/resolve-model.ts';
import { doubtfulAgents } from '../../query/doctor/doubtful-agents.ts';
import { goneByFile } from '../../query/doctor/gone-by-file.ts';
import { keptIssues } from '../../query/doctor/kept-issues.ts';
import { missedEnds } from '../../query/doctor/missed-ends.ts';
import { refusedSessions } from '../../query/doctor/refused-sessions.ts';
import { type ProvenanceRow, provenanceOf } from '../../query/provenance.ts';
import { ALL_RESPONSES } from '../../query/response-filter.ts';
import { seenModels } from '../../query/seen-models.ts';
import type { HookStatus } from '../../render/hook-status.ts';
import type { Store } from '../../store/open-store.ts';
import { settingOf } from '../config-file.ts';
import { PLAN } from '../config-keys.ts';
import { loadPrices } from '../load-prices.ts';
import type { RunContext } from '../run-context.ts';
import { withThirdPartyPrices } from '../third-party-prices.ts';
import { askStore } from './ask-store.ts';
import { hookFindings } from './look-at-hooks.ts';
import type { LookedAtTranscripts } from './look-at-transcripts.ts';

/** What the store was asked, and what came of it. */
export interface Examined {
  readonly findings: readonly Finding[];
  /** Null where it could not be asked. */
  readonly kept: ProvenanceRow | null;
  readonly unpriced: readonly string[];
}

/** What a store is held against. */
interface Beside extends Pick<LookedAtTranscripts, 'zeroed'> {
  /** Null where no price file could be read. */
  readonly table: PriceTable | null;
  readonly now: Millis;
  /** Since when the hook is installed, at the latest; null where it is not. */
  readonly hookedSince: Millis | null;
}

/** A session may go on: its end is only missed after so long. */
const OVER_MS = DAY_MS;

/** What a store says of transcripts, agents, models and ends. A store that is damaged says what it still can. */
export async function examineStore(
  store: Store,
  path: string,
  { table, now, zeroed, hookedSince }: Beside,
): Promise<Examined> {
  const findings: Finding[] = [];
  const ask = <T>(question: () => T) => askStore(store, path, question);
  const issues = ask(() => keptIssues(store)) ?? [];
  const [gone, agents] = [ask(() => goneByFile(store)) ?? [], ask(() => doubtfulAgents(store)) ?? []];
  append(findings, transcriptFindings({ issues, gone, agents, zeroed }));
  const seen = ask(() => seenModels(store)) ?? [];
  const prices = table === null ? null : await withThirdPartyPrices(table, seen);
  const unpriced = prices === null ? [] : seen.filter(({ model }) => resolveModel(prices, model) === null);
  const models = unpriced.map(({ model }) => model);
  append(findings, prices === null ? [] : priceFindings(models, prices.asOf, now));
  const missed = ask(() => missedEnds(store, millis(now - OVER_MS), hookedSince));
  append(findings, missed === null ? [] : missedFindings(missed));
  append(findings, refusedFindings(ask(() => refusedSessions(store))));
  return { findings, kept: ask(() => provenanceOf(store, ALL_RESPONSES)), unpriced: models };
}

/** What is wrong with settings and prices of the user's own. */
export async function examineSettings(
  run: RunContext,
  pricing: string | undefined,
): Promise<{ readonly findings: readonly Finding[]; readonly table: PriceTable | null }> {
  const findings: Finding[] = [];
  const told = (error: unknown): null => {
    if (!(error instanceof UserError)) throw error;
    findings.push({ kind: 'config', level: 'error', message: error.message, do: 'tj config' });
    return null;
  };
  try {
    settingOf(run, PLAN);
  } catch (error) {
    told(error);
  }
  const table = await loadPrices(run.tjHome, pricing).catch(told);
  return { findings, table };
}

/** What the disk and Claude Code's settings say. */
export function examineSurroundings(looked: LookedAtTranscripts, hook: HookStatus, now: Millis): Finding[] {
  const { found, lookedIn, issues, unkept } = looked;
  const nowhere = lookedIn
    .map(({ folder }) => folder)
    .slice(0, 3)
    .join(', ');
  const none: Finding = {
    kind: 'no-transcripts',
    level: 'warning',
    message: `no transcript of Claude Code was found${nowhere === '' ? '' : ` in ${nowhere}`}`,
    do: 'tj doctor --root DIR',
  };
  return [
    ...(found === 0 ? [none] : []),
    ...placeFindings(issues),
    ...unkeptFindings(unkept, now),
    ...hookFindings(hook),
  ];
}
