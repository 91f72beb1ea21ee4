import { dirname } from 'node:path';
import { spanTree } from '../../analyse/span-tree.ts';
import { treeWithin } from '../../analyse/tree-within.ts';
import { spanCost } from '../../export/session-spans.ts';
import { UserError } from '../../model/errors.ts';
import { spanIdOf } from '../../model/spans.ts';
import { chatRows } from '../../query/chat-rows.ts';
import { sessionsWith } from '../../query/sessions-with.ts';
import { treeRows } from '../../query/tree-rows.ts';
import { spanLine } from '../../render/span-json.ts';
import { type Asked, answer, BY_SESSION, ownStore } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { ofSession } from '../choose-session.ts';
import { print } from '../output.ts';
import { noteNothing } from '../print-rows.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';
import { newFile } from '../write-new-file.ts';

export interface ExportOptions extends AnswerOptions, BudgetOptions {
  readonly ndjson?: boolean;
  readonly store?: boolean;
  readonly output?: string;
  readonly session?: string;
}

/** `tj export`: the spans, or all that is kept. `UserError` where it is not said which. */
export async function exportTo(options: ExportOptions, context: RunContext): Promise<void> {
  const { ndjson = false, store = false } = options;
  if (ndjson === store) {
    const one = ndjson ? 'one of --ndjson and --store at a time:' : 'which form?';
    throw new UserError(
      'usage',
      `${one} --ndjson writes one span a line, --store all that tj import takes, --otlp sends spans to a collector`,
      2,
    );
  }
  if (ndjson) return exportSpans(options, context);
  const { exportStore } = await import('./export-store.ts');
  await exportStore(options, context);
}

/** The spans, one a line, in a total order; nothing in them depends on when they were indexed. */
async function exportSpans(options: ExportOptions, context: RunContext): Promise<void> {
  const own = ownStore(options, context, spansWithin);
  const { session, output } = options;
  const source = session === undefined ? own : ofSession(own, session);
  await answer(options, context, source, BY_SESSION, async (asked) => {
    const file = output === undefined || output === '-' ? null : newFile(output, asked.refreshed.roots.map(dirname));
    try {
      writeSpans(asked, file?.write ?? print);
    } catch (error) {
      file?.abandon();
      throw error;
    }
    file?.finish();
    if (file !== null) print(`${output} written\n`);
  });
}

function writeSpans(asked: Asked, write: (text: string) => void): void {
  const { store, filter, where, thresholds } = asked;
  const rows = treeRows(store);
  const sessions = sessionsWith(store, where);
  if (sessions.length === 0) noteNothing(asked.provenance);
  for (const sessionId of sessions) {
    const own = { sql: `session_id = ? AND ${where.sql}`, values: [sessionId, ...where.values] };
    const chats = chatRows(store, own, thresholds);
    const costs = new Map(
      chats.map((chat) => [
        spanIdOf('chat', sessionId, `${chat.key}\n${chat.variant}`),
        spanCost(chat.attempts, asked),
      ]),
    );
    const shown = spanTree(sessionId, treeWithin(rows(sessionId), filter), chats);
    write(shown.map((span) => spanLine(span, costs.get(span.spanId) ?? null)).join(''));
  }
}
