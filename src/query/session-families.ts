import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** Sessions that show responses of one another, such as forks and what they are forks of. */
export interface SessionFamilies {
  /** By session; the number is the same for all of a family. */
  readonly familyOf: ReadonlyMap<string, number>;
  /** Those asked for, whoever first had a response of its own first: what is copied stands in its origin before the copy. */
  readonly inOrder: readonly string[];
}

/** Which sessions hold copies of one another's responses, and in what order do those of them stand that are asked for? */
export function sessionFamilies(store: Store, isAskedFor: (sessionId: string) => boolean): SessionFamilies {
  const pairs = store
    .prepare<[], [copy: string, owner: string]>(`
      WITH copies AS (SELECT DISTINCT session_id FROM contexts INDEXED BY contexts_with_copies WHERE copies = 1)
      SELECT session_id, origin_session_id FROM copied_from WHERE session_id IN (SELECT session_id FROM copies)
      UNION
      -- What did nothing by itself is not among these.
      SELECT copies.session_id, owned.session_id
      FROM copies CROSS JOIN responses AS shown USING (session_id)
      CROSS JOIN own_responses AS owned ON owned.key = shown.key AND owned.session_id <> copies.session_id
      WHERE copies.session_id NOT IN (SELECT session_id FROM copied_from)
      ORDER BY 1, 2`)
    .raw()
    .all();
  const familyOf = joined(pairs);
  if (familyOf.size === 0) return { familyOf, inOrder: [] };
  const begun = store.prepare<[string], { readonly sessionId: string; readonly at: Millis | null }>(`
    SELECT value AS sessionId, (SELECT min(at) FROM own_responses WHERE session_id = value) AS at
    FROM json_each(?)
    ORDER BY at IS NULL, at, value`);
  const askedFor = [...familyOf.keys()].filter(isAskedFor);
  const inOrder = begun.all(JSON.stringify(askedFor)).map(({ sessionId }) => sessionId);
  return { familyOf, inOrder };
}

/** Whatever is in a pair together is of one family. */
function joined(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, number> {
  const familyOf = new Map<string, number>();
  const members: string[][] = [];
  for (const [copy, owner] of pairs) {
    const [of, into] = [familyOf.get(copy), familyOf.get(owner)];
    const family = into ?? of ?? members.push([]) - 1;
    const moved = of === undefined || of === family ? [] : (members[of] ?? []).splice(0);
    for (const session of [copy, owner, ...moved]) {
      if (familyOf.get(session) === family) continue;
      familyOf.set(session, family);
      members[family]?.push(session);
    }
  }
  return familyOf;
}
