import { folderOf, labelOf, pathLabelOf } from '../model/label.ts';
import type {
  CompactionRecord,
  OtherRecord,
  PullRequestRecord,
  TitleRecord,
  TranscriptRecord,
  WorktreeRecord,
} from '../model/records.ts';
import { answerRecord, recoveredAnswer } from './answer-record.ts';
import { attachmentRecord } from './attachment-record.ts';
import { permissionMode, systemEvent } from './event-record.ts';
import { ledgerRecord } from './ledger-record.ts';
import type { LineScanner } from './line-scanner.ts';
import { localOutput } from './note-record.ts';
import type { RawRecord } from './raw-record.ts';
import { messageRecord, requestRecord, shapeRecord, snapshotRecord } from './request-record.ts';
import { type Placed, threadOf } from './thread-of.ts';
import { queuedPrompt, recoveredUser, userRecord } from './user-record.ts';

/** The record that a line makes, undefined when it makes none. `scan` must still hold the line, for its texts. */
export function recordOf(scan: LineScanner, raw: RawRecord, placed: Placed): TranscriptRecord | undefined {
  if (isStreamed(raw)) return undefined;
  switch (raw.type) {
    case 'assistant':
      return answerRecord(scan, raw, placed) ?? other(placed);
    case 'user':
      return userRecord(scan, raw, placed) ?? other(placed);
    case 'progress':
      return recoveredAnswer(scan, raw, placed) ?? recoveredUser(scan, raw, placed) ?? other(placed);
    case 'attachment':
      return (
        queuedPrompt(scan, raw, placed) ??
        snapshotRecord(scan, raw, placed) ??
        attachmentRecord(scan, raw, placed) ??
        other(placed)
      );
    case 'system':
      return (
        compactionOf(scan, raw, placed) ??
        systemEvent(scan, raw, placed) ??
        localOutput(scan, raw, placed) ??
        other(placed)
      );
    case 'permission-mode':
      return permissionMode(scan, raw, placed) ?? other(placed);
    case 'custom-title':
      return titleOf('custom', raw.customTitle, placed) ?? other(placed);
    case 'ai-title':
      return titleOf('ai', raw.aiTitle, placed) ?? other(placed);
    case 'summary':
      return titleOf('summary', raw.summary, placed) ?? other(placed);
    case 'continued-in':
      return { kind: 'origin', ...placed, originSessionId: null, copySessionId: raw.continuedInSessionId };
    case 'worktree-state':
      return worktreeOf(raw, placed) ?? other(placed);
    case 'api-request-shape':
      return shapeRecord(scan, raw, placed) ?? other(placed);
    case 'api-request-blob':
      return messageRecord(scan, raw, placed) ?? other(placed);
    case 'api-request':
      return requestRecord(raw, placed) ?? other(placed);
    case 'pr-link':
      return pullRequestOf(raw, placed) ?? other(placed);
    case 'cost-state':
      return ledgerRecord(raw, placed.line);
    default:
      return other(placed);
  }
}

/** What `claude -p` streams to programs looks like a transcript and is none. */
export function isStreamed({ hasSnakeSession, sessionId }: RawRecord): boolean {
  return hasSnakeSession && sessionId === null;
}

/** Whatever else it is, it tells that something happened then. */
function other(placed: Placed): OtherRecord | undefined {
  return placed.at === null ? undefined : { kind: 'other', ...placed, until: placed.at };
}

function compactionOf(scan: LineScanner, raw: RawRecord, placed: Placed): CompactionRecord | undefined {
  if (raw.subtype !== 'compact_boundary') return undefined;
  return {
    kind: 'compaction',
    ...placed,
    ...threadOf(scan, raw, false),
    trigger: labelOf(raw.compact?.trigger ?? ''),
    tokensBefore: countOrNull(raw.compact?.preTokens ?? null),
    tokensAfter: countOrNull(raw.compact?.postTokens ?? null),
    keeps: raw.compact?.preserves ?? false,
  };
}

/** Named as people write it: `owner/repository#12`. */
function pullRequestOf(raw: RawRecord, placed: Placed): PullRequestRecord | undefined {
  const number = countOrNull(raw.prNumber);
  if (number === null) return undefined;
  return { kind: 'pull-request', ...placed, name: `${pathLabelOf(raw.prRepository ?? '')}#${number}` };
}

function worktreeOf({ worktree }: RawRecord, { line }: Placed): WorktreeRecord | undefined {
  const { path, madeIn } = worktree ?? {};
  return path && madeIn
    ? { kind: 'worktree', line, at: null, path: folderOf(path), madeIn: folderOf(madeIn) }
    : undefined;
}

function titleOf(
  source: TitleRecord['source'],
  text: string | null | undefined,
  placed: Placed,
): TitleRecord | undefined {
  const label = labelOf(text ?? '');
  return label === '' ? undefined : { kind: 'title', ...placed, source, label };
}

function countOrNull(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
