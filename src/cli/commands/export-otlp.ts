import { type OtlpTarget, shownUrl } from '../../export/otlp-target.ts';
import type { Sending } from '../../export/send-sessions.ts';
import { fullCount } from '../../model/counted.ts';
import { UserError } from '../../model/errors.ts';
import { sessionStates } from '../../query/session-states.ts';
import { sessionsWith } from '../../query/sessions-with.ts';
import { exportJson, exportLine, SAME_COMMAND, unsentText } from '../../render/export-summary.ts';
import type { AnswerFrame } from '../../render/json-frame.ts';
import { answer, BY_SESSION, ownStore } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { ofSession } from '../choose-session.ts';
import { exportOtlp, targetOf } from '../export-otlp.ts';
import { print, printError, printJson } from '../output.ts';
import { type RunContext, storePath } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';
import { withStore } from '../with-store.ts';

/** Sessions after which progress is shown again. */
const SHOWN_EACH = 20;

/** Options that mean nothing to another form, and those of other forms. */
const OF_OTLP = { endpoint: '--endpoint', content: '--content', again: '--again', dryRun: '--dry-run' } as const;
const OF_OTHERS = { ndjson: '--ndjson', store: '--store', output: '--output' } as const;

export interface ExportOtlpOptions extends AnswerOptions, BudgetOptions {
  readonly session?: string;
  readonly otlp?: boolean;
  readonly ndjson?: boolean;
  readonly store?: boolean;
  readonly output?: string;
  readonly endpoint?: string;
  readonly content?: boolean;
  readonly again?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `tj export --otlp`: sends the span trees of sessions that have something in the window, whole, to a collector. What it
 * acknowledged before is not sent again. `UserError` where something was not taken.
 */
export async function exportToCollector(options: ExportOtlpOptions, run: RunContext): Promise<void> {
  for (const [option, name] of Object.entries(OF_OTLP)) {
    if (!options.otlp && options[option as keyof typeof OF_OTLP] !== undefined)
      throw new UserError('usage', `${name} goes with --otlp`, 2);
  }
  for (const [option, name] of Object.entries(OF_OTHERS)) {
    if (options[option as keyof typeof OF_OTHERS] !== undefined)
      throw new UserError('usage', `${name} and --otlp: one of them at a time`, 2);
  }
  const { session } = options;
  const target = targetOf(options.endpoint, run);
  const own = ownStore(options, run, spansWithin);
  const source = session === undefined ? own : ofSession(own, session);
  const asked: { sessions: ReadonlySet<string>; frame: AnswerFrame }[] = [];
  await answer(options, run, source, BY_SESSION, async ({ store, where, filter, provenance, calendar }) => {
    asked.push({ sessions: new Set(sessionsWith(store, where)), frame: { filter, provenance, days: calendar.name } });
  });
  for (const { sessions, frame } of asked) await send(options, target, sessions, frame, run);
}

/** Outside of the answer, which sees the store as it was: what is acknowledged is written meanwhile. */
async function send(
  options: ExportOtlpOptions,
  target: OtlpTarget,
  chosen: ReadonlySet<string>,
  frame: AnswerFrame,
  run: RunContext,
): Promise<void> {
  const { content = false, again = false, dryRun = false, pricing } = options;
  const sent = await withStore(storePath(run, options.db), async (store) => {
    const sessions = sessionStates(store).filter(({ sessionId }) => chosen.has(sessionId));
    const onProgress = progress(sessions.length, run);
    try {
      return await exportOtlp(store, [sessions], { target, content, again, pricing, dryRun, onProgress }, run);
    } finally {
      if (run.notes) printError('\r\u001b[2K');
    }
  });
  const facts = { sent, url: shownUrl(target), content, dryRun };
  if (sent.unsent > 0 || sent.stopped)
    throw new UserError('not-sent', unsentText(facts, SAME_COMMAND), 1, exportJson(facts, frame));
  if (options.json) printJson(exportJson(facts, frame));
  else print(exportLine(facts));
}

/** How far it is, on a terminal. */
function progress(sessions: number, { notes }: RunContext): Sending['onProgress'] {
  return (done, spans) => {
    if (notes && (done % SHOWN_EACH === 0 || done === sessions))
      printError(`\r\u001b[2Ksending: ${done} of ${sessions} sessions, ${fullCount(spans)} spans acknowledged`);
  };
}
