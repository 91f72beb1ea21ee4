import { dirname } from 'node:path';
import { explainUnit } from '../../analyse/audit-verdicts.ts';
import { proposedSettings } from '../../analyse/proposed-settings.ts';
import { sumUsage } from '../../analyse/usage.ts';
import { UserError } from '../../model/errors.ts';
import { TOGETHER } from '../../query/usage-groups.ts';
import { auditExplanation, auditLimits } from '../../render/audit-explanation.ts';
import { claudeSettings } from '../../render/claude-settings.ts';
import { quotaAuditCard } from '../../render/quota-audit-card.ts';
import { quotaAuditJson } from '../../render/quota-audit-json.ts';
import { answer, ownStore, USUAL_DAYS } from '../ask.ts';
import { auditNames } from '../audit-names.ts';
import { spansWithin } from '../bring-up.ts';
import { ofSession } from '../choose-session.ts';
import { auditOf, judgedUnits } from '../judged-units.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { noteNothing } from '../print-rows.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';
import { writeNewFile } from '../write-new-file.ts';

export interface QuotaAuditOptions extends AnswerOptions, BudgetOptions {
  /** A session, or true for the limits alone. */
  readonly explain?: string | true;
  readonly exportConfig?: string;
  readonly output?: string;
}

/** `tj quota-audit`: which past work of premium models was Sonnet-shaped. */
export async function quotaAudit(options: QuotaAuditOptions, context: RunContext): Promise<void> {
  checkOptions(options);
  const { output } = options;
  const explain = options.explain === true ? undefined : options.explain;
  const own = ownStore(options, context, spansWithin, USUAL_DAYS);
  const source = explain === undefined ? own : ofSession(own, explain);
  await answer(options, context, source, TOGETHER, async (asked) => {
    const { store, price, groups, calendar, filter } = asked;
    const judged = explain === undefined ? judgedUnits(asked) : [...judgedUnits(asked)];
    const figures = auditOf(asked, judged);
    const explained = explain === undefined ? null : [...judged].flat().map(explainUnit);
    const names = auditNames(store, figures, explained ?? [], filter.sessionId);
    const frame = { ...asked, days: calendar.name };
    if (options.exportConfig !== undefined) {
      const settings = claudeSettings(figures, proposedSettings(figures, sumUsage(groups, price).cost), names, frame);
      if (groups.length === 0) noteNothing(asked.provenance);
      if (output === undefined) print(settings);
      else writeNewFile(output, settings, asked.refreshed.roots.map(dirname));
    } else if (options.json) printJson(quotaAuditJson(figures, names, explained, frame));
    else {
      const shown = { ...asked, look: await lookOf(context) };
      if (options.explain === true) print(auditLimits(figures, shown));
      else if (explained === null) print(quotaAuditCard(figures, names, shown));
      else print(auditExplanation(filter.sessionId ?? '', figures, explained, names, shown));
    }
  });
}

function checkOptions({ explain, exportConfig, output, json }: QuotaAuditOptions): void {
  if (exportConfig !== undefined && exportConfig !== 'claude-code')
    throw new UserError('bad-value', `--export-config ${exportConfig}: expected claude-code`, 2);
  if (output !== undefined && exportConfig === undefined)
    throw new UserError('usage', '--output is for --export-config', 2);
  if (exportConfig !== undefined && (explain !== undefined || json))
    throw new UserError('usage', '--export-config goes with neither --explain nor --json', 2);
}
