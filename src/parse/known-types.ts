import { labelOf } from '../model/label.ts';
import type { RawRecord } from './raw-record.ts';
import { ANSWERS, READERS } from './record-of.ts';

/** Record types that are known, beside those that are read, and say nothing that is counted (transcripts.md 2). */
const SILENT: ReadonlySet<string> = new Set([
  ...['agent-name', 'agent-color', 'agent-setting', 'agent_metadata', 'tag', 'last-prompt', 'mode'],
  ...['queue-operation', 'file-history-snapshot', 'file-history-delta', 'relocated', 'derived-from'],
  ...['fork-context-ref', 'content-replacement', 'bridge-session', 'frame-link', 'api-request-resumed'],
  ...['tools-used', 'host-row', 'marble-origami-commit', 'marble-origami-snapshot', 'marble-origami-reset'],
  ...['attribution-snapshot', 'speculation-accept', 'atis-latch', 'isolation-latch', 'history-suppression'],
  ...['observer-ref', 'ended-by-model', 'memory-mode', 'dev-mods', 'artifact-autoreact-ledger', 'ended'],
  ...['conversation_reset', 'resume-head-vouch', 'hybrid-organization', 'insert-after-uuid', 'replace-by-uuid'],
  ...['remove-by-uuid'],
]);

/** Attachments that are read, or known to say nothing that is counted (transcripts.md 2.4). */
const ATTACHMENTS: ReadonlySet<string> = new Set([
  ...['queued_command', 'hook_success', 'hook_non_blocking_error', 'hook_blocking_error', 'hook_cancelled'],
  ...['hook_additional_context', 'hook_system_message', 'hook_stopped_continuation', 'async_hook_response'],
  ...['async_hook_response_batch', 'total_tokens_reminder', 'todo_reminder', 'task_reminder', 'silent_turn_reminder'],
  ...['skill_listing', 'invoked_skills', 'nested_memory', 'deferred_tools_delta', 'deferred_tools_record'],
  ...['mcp_instructions_delta', 'agent_listing_delta', 'plan_mode', 'plan_mode_exit', 'plan_mode_reentry'],
  ...['plan_file_reference', 'command_permissions', 'edited_text_file', 'file', 'directory', 'date', 'date_change'],
  ...['opened_file_in_ide', 'selected_lines_in_ide', 'compact_file_reference', 'auto_mode', 'goal_status'],
  ...['ultrathink_effort', 'read_truncation_notice', 'model', 'environment', 'instructions', 'session_context'],
  ...['prompt_snapshot', 'remote_session_change', 'structured_output', 'workflow_keyword_request', 'image', 'document'],
  ...['teammate_shutdown_batch', 'plugin_note'],
]);

const NAME_CHARS = 60;

/**
 * What a record is of a type that this tj has never heard of, with the Claude Code version that wrote it:
 * `record brand-new, Claude Code 2.1.400`; null where it is known. What it counts is left out (C9).
 */
export function unknownType({ type, attachment, version }: RawRecord, versionBefore: string | null): string | null {
  if (type === null) return null;
  const isRecord = !ANSWERS.has(type) && !READERS.has(type) && !SILENT.has(type) && !type.startsWith('artifact-');
  const of = type === 'attachment' ? (attachment?.type ?? null) : null;
  if (!isRecord && (of === null || ATTACHMENTS.has(of))) return null;
  const what = isRecord ? `record ${labelOf(type, NAME_CHARS)}` : `attachment ${labelOf(of ?? '', NAME_CHARS)}`;
  const by = version ?? versionBefore;
  return by === null ? what : `${what}, Claude Code ${labelOf(by, NAME_CHARS)}`;
}
