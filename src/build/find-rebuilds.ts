import type { Rebuild } from '../model/context.ts';
import type { FixedContextRecord, ToolDefinition } from '../model/context-records.ts';
import type { Sighting } from '../model/session-rows.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import { promptTokens, type Tokens } from '../model/tokens.ts';
import type { ContextEvent } from './follow-threads.ts';
import { messagesOf, type SentRequest } from './request-log.ts';

/** How long a cache entry lives after it was last used, by how it was written. */
const TTL_5M_MS = 5 * MINUTE_MS;
const TTL_1H_MS = HOUR_MS;

/** What a request wrote may not be found by one that follows so soon. */
const SOON_MS = 10 * SECOND_MS;

/** Who asks for what stood before: the response before it on its thread, and the cache as it was left. */
interface Before {
  readonly sighting: Sighting;
  readonly copied: boolean;
  readonly version: string | null;
  readonly request: SentRequest | null;
  readonly ttlMs: number | null;
}

/** What stood between two responses of a thread that can explain a rebuild. */
interface Between {
  compacted: boolean;
  edited: boolean;
  resumed: boolean;
  dated: boolean;
  connected: boolean;
  snapshot: FixedContextRecord | null;
}

/**
 * The cache rebuilds among the responses of a thread (insight.md section 1). What a response paid as cache write or as
 * uncached input, beyond what its prompt grew by, had been paid for before. New content is the end of a prompt, so that
 * the rebuilt part lies before it: first the hour's writes, then those of five minutes, then uncached input.
 */
export function findRebuilds<S extends Sighting>(events: readonly ContextEvent<S>[]): ReadonlyMap<S, Rebuild> {
  const rebuilds = new Map<S, Rebuild>();
  const evidence = new Evidence();
  let before = null as Before | null;
  for (const event of events) {
    if (event.kind !== 'response') {
      evidence.note(event);
      continue;
    }
    const { sighting, version, copied, request } = event;
    if (!hasPrompt(sighting)) continue;
    const rebuild = before === null ? null : rebuildOf(event, before, evidence);
    if (rebuild !== null) rebuilds.set(sighting, rebuild);
    before = { sighting, version, copied, request, ttlMs: ttlOf(sighting) ?? before?.ttlMs ?? null };
    evidence.answered();
  }
  return rebuilds;
}

type Response = Extract<ContextEvent, { kind: 'response' }>;

/** What the records between two responses show. */
class Evidence {
  between: Between = nothing();
  /** The last snapshots with a system prompt, and with tools. */
  system: FixedContextRecord | null = null;
  tools: FixedContextRecord | null = null;

  note(event: Exclude<ContextEvent, { kind: 'response' }>): void {
    const { between } = this;
    if (event.kind === 'compaction') between.compacted = true;
    else if (event.kind === 'microcompaction') between.edited = true;
    else if (event.kind === 'resumed') between.resumed = true;
    else if (event.kind === 'snapshot') between.snapshot = event.record;
    else if (event.record.kind === 'attachment') {
      const { attachment } = event.record;
      if (attachment === 'date_change') between.dated = true;
      if (attachment === 'mcp_instructions_delta') between.connected = true;
    }
  }

  /** The snapshot that came since changed the fixed context; null where it did not. */
  change(): string | null {
    const { snapshot } = this.between;
    if (snapshot === null) return null;
    if (this.system !== null && this.system.system.hash !== snapshot.system.hash) return 'system_changed';
    return this.tools === null || snapshot.tools === null ? null : toolsDiffer(this.tools, snapshot);
  }

  answered(): void {
    const { snapshot } = this.between;
    if (snapshot !== null) this.system = snapshot;
    if (snapshot !== null && snapshot.tools !== null) this.tools = snapshot;
    this.between = nothing();
  }
}

function nothing(): Between {
  return { compacted: false, edited: false, resumed: false, dated: false, connected: false, snapshot: null };
}

function rebuildOf(
  { sighting, version, copied, request }: Response,
  before: Before,
  evidence: Evidence,
): Rebuild | null {
  const paid = paidAnew(sighting.usage.tokens, before.sighting.usage.tokens);
  if (paid === null) return null;
  const ended = before.sighting.endedAt;
  const gapMs = ended === null || sighting.startedAt === null ? null : Math.max(0, sighting.startedAt - ended);
  const { cause, inferred } = causeOf({ sighting, version, copied, request, gapMs }, before, evidence);
  return { write5m: paid.write5m, write1h: paid.write1h, input: paid.input, cause, inferred, gapMs };
}

/** Tokens that a response paid for although the one before it had, by what it paid them as; null for none. */
export function paidAnew(tokens: Tokens, before: Tokens): Pick<Rebuild, 'write5m' | 'write1h' | 'input'> | null {
  const growth = Math.max(0, promptTokens(tokens) - promptTokens(before));
  const left = tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h - growth;
  if (left <= 0) return null;
  const write1h = Math.min(left, tokens.cacheWrite1h);
  const write5m = Math.min(left - write1h, tokens.cacheWrite5m);
  return { write5m, write1h, input: Math.min(left - write1h - write5m, tokens.input) };
}

/** Whether a response says how large its prompt was: a placeholder does not, nor one that was sent several times. */
export function hasPrompt({ usage: { tokens, contextTokens } }: Sighting): boolean {
  const size = promptTokens(tokens);
  return size > 0 && size === contextTokens;
}

interface Rebuilding {
  readonly sighting: Sighting;
  readonly copied: boolean;
  readonly version: string | null;
  readonly request: SentRequest | null;
  readonly gapMs: number | null;
}

/** Claude Code's own word, then what the requests differ in, then what is inferred from the records. */
function causeOf(now: Rebuilding, before: Before, evidence: Evidence): Pick<Rebuild, 'cause' | 'inferred'> {
  const said = now.sighting.cacheMiss?.reason ?? '';
  if (said !== '') return { cause: said, inferred: false };
  const { compacted } = evidence.between;
  const logged =
    now.request !== null && before.request !== null ? differenceOf(before.request, now.request, compacted) : null;
  if (logged !== null) return { cause: logged, inferred: false };
  return { cause: inferredCause(now, before, evidence), inferred: true };
}

/** What a request differs in from the one before it, in the order of the prompt; null where it only goes on. */
function differenceOf(before: SentRequest, now: SentRequest, compacted: boolean): string | null {
  if (before.record.model !== now.record.model) return 'model_changed';
  if (before.fixed !== null && now.fixed !== null) {
    const tools = toolsDiffer(before.fixed, now.fixed);
    if (tools !== null) return tools;
    if (before.fixed.system.hash !== now.fixed.system.hash) return 'system_changed';
  }
  if (before.record.betas !== now.record.betas) return 'betas_changed';
  if (before.record.effort !== now.record.effort) return 'effort_changed';
  if (before.record.params !== now.record.params) return 'params_changed';
  if (compacted) return 'compacted';
  return goesOn(before, now) ? null : 'messages_changed';
}

function goesOn(before: SentRequest, now: SentRequest): boolean {
  if (now.base === before) return now.keep === before.count;
  if (before.count > now.count) return false;
  const messages = messagesOf(now);
  return messagesOf(before).every((message, at) => message === messages[at]);
}

/** Deferred tools stand within the conversation: they change nothing before it. */
function toolsDiffer(before: FixedContextRecord, now: FixedContextRecord): string | null {
  const [had, has] = [hashesOf(before), hashesOf(now)];
  const gone = [...had].filter(([name, hash]) => has.get(name) !== hash);
  const come = [...has].filter(([name, hash]) => had.get(name) !== hash);
  if (gone.length === 0 && come.length === 0) return null;
  const isServer = gone.length === 0 && come.every(([name]) => name.startsWith('mcp__'));
  return isServer ? 'mcp_server_connected' : 'tools_changed';
}

function hashesOf({ tools }: FixedContextRecord): ReadonlyMap<string, string> {
  const inPrompt = (tools ?? []).filter(({ deferred }: ToolDefinition) => !deferred);
  return new Map(inPrompt.map(({ name, hash }) => [name, hash]));
}

function inferredCause({ sighting, version, copied, gapMs }: Rebuilding, before: Before, evidence: Evidence): string {
  const { between } = evidence;
  if (between.compacted) return 'compacted';
  if (gapMs !== null && before.ttlMs !== null && gapMs > before.ttlMs) {
    return before.ttlMs === TTL_1H_MS ? 'pause_over_1h' : 'pause_over_5m';
  }
  if (sighting.model !== before.sighting.model) return 'model_changed';
  if (version !== before.version) return 'version_changed';
  const change = evidence.change();
  if (change !== null) return change;
  if (between.dated) return 'date_changed';
  if (between.connected) return 'mcp_server_connected';
  if (between.edited) return 'context_edited';
  if (promptTokens(sighting.usage.tokens) < promptTokens(before.sighting.usage.tokens)) return 'context_shrank';
  if (before.copied && !copied) return 'forked';
  if (between.resumed) return 'resumed';
  return isJustWritten(sighting, before.sighting, gapMs) ? 'just_written' : 'unknown';
}

/** All that the request before had found was found again, and what it wrote seconds ago was not. */
function isJustWritten(sighting: Sighting, before: Sighting, gapMs: number | null): boolean {
  const { cacheRead } = before.usage.tokens;
  return gapMs !== null && gapMs <= SOON_MS && cacheRead > 0 && sighting.usage.tokens.cacheRead >= cacheRead;
}

/** Lifetime of what a response wrote; null when it wrote nothing. */
function ttlOf({ usage: { tokens } }: Sighting): number | null {
  if (tokens.cacheWrite1h > 0) return TTL_1H_MS;
  return tokens.cacheWrite5m > 0 ? TTL_5M_MS : null;
}
