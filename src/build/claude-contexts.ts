import type { ContextUsageRecord } from '../model/context-records.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { ClaudeContext } from '../model/span-rows.ts';
import type { ThreadedRecord } from './place-threads.ts';

/**
 * Claude Code's own measures of a session's context, each beside ours: the prompt of the response before it and what that
 * answered. Ours is not known before the first response and after a compaction.
 */
export function claudeContexts(files: readonly (readonly ThreadedRecord[])[]): readonly ClaudeContext[] {
  const measures: ClaudeContext[] = [];
  for (const file of files) {
    let ours: number | null = null;
    for (const { record, thread } of file) {
      if (record.kind === 'context-usage') measures.push(beside(record, ours));
      else if (thread !== MAIN_THREAD) continue;
      else if (record.kind === 'compaction') ours = null;
      else if (record.kind === 'answer') ours = record.usage.contextTokens + record.usage.tokens.output;
    }
  }
  return measures;
}

function beside({ at, totalTokens, categories }: ContextUsageRecord, oursTokens: number | null): ClaudeContext {
  return { at, totalTokens, oursTokens, categories };
}
