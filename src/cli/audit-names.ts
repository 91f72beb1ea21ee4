import { unitId } from '../analyse/audit-units.ts';
import type { JudgedUnit } from '../analyse/audit-verdicts.ts';
import type { QuotaAudit } from '../analyse/quota-audit.ts';
import { oneOf } from '../query/response-filter.ts';
import { sessionNames } from '../query/session-names.ts';
import { unitTitles } from '../query/unit-titles.ts';
import { type AuditNames, CANDIDATES_SHOWN } from '../render/audit-words.ts';
import type { Store } from '../store/open-store.ts';

/**
 * Names of what an audit shows: of its candidates, of the turns that those on the card begin with, and of its examples,
 * or of the units of the session that is explained.
 */
export function auditNames(
  store: Store,
  { candidates, examples }: QuotaAudit,
  explained: readonly JudgedUnit[],
  session: string | null,
): AuditNames {
  const sessions = session === null ? candidates.map(({ sessionId }) => sessionId) : [session];
  const heads = candidates.slice(0, CANDIDATES_SHOWN).flatMap(({ turns }) => turns.slice(0, 1));
  const shown = [...[...explained, ...examples].map(({ unit }) => unit), ...heads];
  return {
    sessions: sessionNames(store, oneOf(sessions)),
    units: new Map(unitTitles(store, shown).map((title) => [unitId(title), title])),
  };
}
