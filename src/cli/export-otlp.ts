import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { pricerFor } from '../analyse/pricer.ts';
import { StepPricer } from '../analyse/step-pricer.ts';
import { type AskedTarget, type OtlpTarget, otlpTarget, resourceAttributes, shownUrl } from '../export/otlp-target.ts';
import { type Patience, SpanPoster } from '../export/post-spans.ts';
import { type Sending, sendSessions } from '../export/send-sessions.ts';
import { type Prices, sessionSpans } from '../export/session-spans.ts';
import { contentHash } from '../model/content-hash.ts';
import { OWN_FOLDER } from '../model/own-folder.ts';
import { HOUR_MS } from '../model/time.ts';
import { hourBorders } from '../price/hour-borders.ts';
import { promptThresholds } from '../price/prompt-thresholds.ts';
import { seenModels } from '../query/seen-models.ts';
import { sessionMachines } from '../query/session-machines.ts';
import { type ExportedSession, sessionStates } from '../query/session-states.ts';
import type { ExportFacts, Sent } from '../render/export-summary.ts';
import type { Store } from '../store/open-store.ts';
import { sentSpans } from '../store/sent-spans.ts';
import { settingOf } from './config-file.ts';
import { EXPORT_ENDPOINT, EXPORT_HEADERS, IDLE_HOURS, MACHINE } from './config-keys.ts';
import { isTraced } from './is-traced.ts';
import { loadPrices } from './load-prices.ts';
import type { RunContext } from './run-context.ts';
import { withThirdPartyPrices } from './third-party-prices.ts';
import { traceRoots } from './trace-roots.ts';

/** How an export is made, beside what is sent. */
export interface Exporting {
  readonly target: OtlpTarget;
  /** Whether labels, which are the beginnings of contents, are sent. */
  readonly content: boolean;
  /** Whether what the collector has, or refused, is sent once more. */
  readonly again: boolean;
  /** The file of `--pricing`. */
  readonly pricing?: string | undefined;
  readonly dryRun: boolean;
  readonly patience?: Patience;
  readonly onProgress: Sending['onProgress'];
}

const PATIENCE: Patience = { tries: 5, firstPauseMs: 500, mostPauseMs: 30_000 };

/** Where nobody waits for it, and what is missing is sent after a later session. */
const NO_HURRY: Patience = { tries: 2, firstPauseMs: 1000, mostPauseMs: 5000 };

/** The collector that is asked for: by `--endpoint`, else by OpenTelemetry's variables, else by the settings. */
export function targetOf(endpoint: string | undefined, run: RunContext): OtlpTarget {
  const { env } = run;
  const isInEnv = Boolean(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const set = settingOf(run, EXPORT_ENDPOINT);
  const isSet = endpoint === undefined && set.value !== '' && (set.source === 'environment' || !isInEnv);
  const asked: AskedTarget = {
    endpoint: endpoint ?? (isSet ? set.value : null),
    endpointFrom: endpoint === undefined ? EXPORT_ENDPOINT.name : '--endpoint',
    // What is meant for one collector is not sent to another.
    headers: isSet || endpoint === set.value ? settingOf(run, EXPORT_HEADERS).value : [],
  };
  return otlpTarget(asked, env);
}

/** The collector of the settings alone, which sessions are sent to without anybody asking; null where there is none. */
export function standingTarget(run: RunContext): OtlpTarget | null {
  const endpoint = settingOf(run, EXPORT_ENDPOINT).value;
  if (endpoint === '') return null;
  const headers = settingOf(run, EXPORT_HEADERS).value;
  return otlpTarget({ endpoint, endpointFrom: EXPORT_ENDPOINT.name, headers }, run.env);
}

/** Sends of these sessions, group by group, what the collector does not have. */
export async function exportOtlp(
  store: Store,
  groups: Sending['groups'],
  exporting: Exporting,
  run: RunContext,
): Promise<Sent> {
  const { target, content, again, dryRun, onProgress } = exporting;
  const poster = new SpanPoster(target, exporting.patience ?? PATIENCE);
  return await sendSessions({
    ...{ groups, content, again, onProgress },
    spansOf: sessionSpans(store, await pricesFor(store, exporting, run)),
    sent: sentSpans(store, targetHash(target, content)),
    machineOf: machinesOf(store, run),
    version: ownVersion(),
    made: madeBy(exporting, run),
    post: dryRun ? null : (body) => poster.post(body),
  });
}

/**
 * Sends sessions that a hook reported to the collector of the settings, and then those that it lacks of before: what it did
 * not get, what went on since, and what ended without a report. Returns null where there is no collector.
 */
export async function exportReported(
  store: Store,
  reported: ReadonlySet<string>,
  run: RunContext,
): Promise<Pick<ExportFacts, 'sent' | 'url'> | null> {
  const target = standingTarget(run);
  if (target === null) return null;
  const how = { content: false, again: false, dryRun: false, onProgress: () => {} };
  const exporting: Exporting = { target, patience: NO_HURRY, ...how };
  const sent = sentSpans(store, targetHash(target, false));
  const isMissed = endedUnreported(sent.since(run.now), run);
  const all = sessionStates(store);
  sent.expect(all.filter((each) => reported.has(each.sessionId) || isMissed(each)).map(({ sessionId }) => sessionId));
  const states = sent.states();
  const before = all.filter(({ sessionId }) => states.has(sessionId) && !reported.has(sessionId));
  const groups = [all.filter(({ sessionId }) => reported.has(sessionId)), before];
  return { sent: await exportOtlp(store, groups, exporting, run), url: shownUrl(target) };
}

/** Whether a session went on since the hook sends them, and is over by its times, in a folder that the hook keeps. */
function endedUnreported(since: number, run: RunContext): (session: ExportedSession) => boolean {
  const roots = traceRoots(run);
  const idleSince = run.now - settingOf(run, IDLE_HOURS).value * HOUR_MS;
  return ({ endedAt, cwd }) => endedAt !== null && endedAt >= since && endedAt < idleSince && isTraced(cwd, roots);
}

/** What is recorded of one receiver counts for it alone, and with labels apart from without. */
function targetHash({ url }: OtlpTarget, content: boolean): string {
  return contentHash(`${url.href}\n${content}`);
}

async function pricesFor(store: Store, { pricing }: Exporting, run: RunContext): Promise<Prices> {
  const table = await withThirdPartyPrices(await loadPrices(run.tjHome, pricing), seenModels(store));
  const price = pricerFor(table);
  const borders = { thresholds: promptThresholds(table), hours: hourBorders(table) };
  const steps = new StepPricer(price, borders, { since: null, until: null, isModel: () => true });
  return { table, price, thresholds: borders.thresholds, steps };
}

/** Whatever beside a session decides what its spans look like: this tj, and the user's own prices. */
function madeBy({ pricing }: Exporting, { tjHome }: RunContext): string {
  const files = [join(tjHome, 'pricing.json'), ...(pricing === undefined ? [] : [pricing])];
  return [ownVersion(), ...files.map((file) => contentHash(textOf(file)))].join('\n');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    // Whether it can be used was said when prices were loaded.
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}

/** Of a session that was imported, the machine that it was read on. */
function machinesOf(store: Store, run: RunContext): Sending['machineOf'] {
  const machines = sessionMachines(store, settingOf(run, MACHINE).value || hostname());
  const person = {
    'user.name': userInfo().username,
    'telemetry.sdk.name': 'tj',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.version': ownVersion(),
    ...resourceAttributes(run.env),
  };
  return (sessionId) => ({ 'host.name': machines.get(sessionId), ...person });
}

function ownVersion(): string {
  return (JSON.parse(readFileSync(new URL('package.json', OWN_FOLDER), 'utf8')) as { version: string }).version;
}
