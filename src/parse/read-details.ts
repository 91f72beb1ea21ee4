import type { LineScanner } from './line-scanner.ts';
import type { RawCompaction, RawError, RawQuotaLimit, RawToolUseResult } from './raw-record.ts';
import { eachElement, eachMember, readMember } from './read-member.ts';

const PLUS = 0x2b;
const MINUS = 0x2d;

/** An error stands within an error within an error. */
const DEEPEST_ERROR = 4;

/** What `toolUseResult` says of an agent or of changed lines; null for one that is no object. */
export function readToolUseResult(scan: LineScanner): RawToolUseResult | null {
  const result: RawToolUseResult = { agentId: null, runId: null, searchCount: null, added: null, removed: 0 };
  if (scan.atString()) {
    scan.skip();
    return null;
  }
  eachMember(scan, (key) => {
    if (key === 'agentId' || key === 'runId') result[key] = scan.string();
    else if (key === 'searchCount') result.searchCount = scan.number();
    else if (key === 'structuredPatch') readPatch(scan, result);
    else scan.skip();
  });
  return result;
}

/** Counts the lines of a patch by their first character; one without hunks says nothing. */
function readPatch(scan: LineScanner, result: RawToolUseResult): void {
  eachElement(scan, () => {
    result.added ??= 0;
    eachMember(scan, (key) => {
      if (key !== 'lines') scan.skip();
      else {
        eachElement(scan, () => {
          const first = scan.firstByte();
          if (first === PLUS) result.added = (result.added ?? 0) + 1;
          else if (first === MINUS) result.removed++;
          scan.skip();
        });
      }
    });
  });
}

export function readCompaction(scan: LineScanner): RawCompaction {
  const compact: RawCompaction = { trigger: null, preTokens: null, postTokens: null, preserves: false };
  eachMember(scan, (key) => {
    if (key === 'trigger') compact.trigger = scan.string();
    else if (key === 'preTokens' || key === 'postTokens') compact[key] = scan.number();
    else if (key === 'preservedSegment') compact.preserves = readMember(scan, 'headUuid') !== null || compact.preserves;
    else scan.skip();
  });
  return compact;
}

/** How many of the hooks of a summary asked a model: those have a prompt, the others only a command. */
export function readPromptHooks(scan: LineScanner): number {
  let hooks = 0;
  eachElement(scan, () => {
    let asks = false;
    eachMember(scan, (key) => {
      asks ||= key === 'promptText';
      scan.skip();
    });
    if (asks) hooks++;
  });
  return hooks;
}

/** Ways to derive a session from another that copy its records. */
const COPIES: ReadonlySet<string | null> = new Set(['fork', 'branch']);

/** The sessions of a `derived-from` record whose records its session copied. */
export function readDerivedFrom(scan: LineScanner): string[] {
  const sessions: string[] = [];
  eachElement(scan, () => {
    let id: string | null = null;
    let via: string | null = null;
    eachMember(scan, (key) => {
      if (key === 'id') id = scan.string();
      else if (key === 'via') via = scan.string();
      else scan.skip();
    });
    if (id && COPIES.has(via)) sessions.push(id);
  });
  return sessions;
}

/** A `worktree-state`'s `worktreeSession`; null where it has ended. */
export function readWorktree(scan: LineScanner): { path: string | null; madeIn: string | null } {
  const worktree: { path: string | null; madeIn: string | null } = { path: null, madeIn: null };
  eachMember(scan, (key) => {
    if (key === 'worktreePath') worktree.path = scan.string();
    else if (key === 'originalCwd') worktree.madeIn = scan.string();
    else scan.skip();
  });
  return worktree;
}

/** The limit that was hit: account data, of which only its name and its reset are looked at. */
export function readQuotaLimit(scan: LineScanner): RawQuotaLimit {
  const limit: RawQuotaLimit = { status: null, rateLimitType: null, resetsAt: null };
  eachMember(scan, (key) => {
    if (key === 'status') limit.status = scan.string();
    else if (key === 'rateLimitType') limit.rateLimitType = scan.string();
    else if (key === 'resetsAt') limit.resetsAt = scan.number();
    else scan.skip();
  });
  return limit;
}

/** An `api_error`'s `error`: its type and status, wherever in it they stand. */
export function readError(scan: LineScanner, depth = 0): RawError {
  const error: RawError = { type: null, status: null };
  eachMember(scan, (key) => {
    if (key === 'type') {
      const type = scan.string();
      if (type !== 'error') error.type ??= type;
    } else if (key === 'status') {
      const status = scan.number();
      if (status !== null && Number.isFinite(status)) error.status ??= status;
    } else if (key === 'error' && depth < DEEPEST_ERROR) {
      const inner = readError(scan, depth + 1);
      error.type = inner.type ?? error.type;
      error.status ??= inner.status;
    } else scan.skip();
  });
  return error;
}
