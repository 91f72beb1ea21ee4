import type { SessionId } from '../model/ids.ts';
import { smallest } from '../model/long-lists.ts';
import type { ResponseClaim, SessionOrigin, ShownUsage } from '../model/session-rows.ts';
import { TOKEN_CLASSES } from '../model/tokens.ts';
import { isBetterRecord } from './is-better-record.ts';

/** Whether the first session shows all that the second one does on its main thread, and more. */
export type GoesBeyond = (sessionId: SessionId, other: SessionId) => boolean;

/** One response as it counts: the row that every number is a sum of. */
export interface Resolved<Claim extends ResponseClaim> {
  readonly owner: Claim;
  readonly counts: ShownUsage;
  /** What tells it from other responses of the same key (C3); '' when it is the only one. */
  readonly variant: string;
  /** Sessions that show it and do not own it. */
  readonly copies: number;
}

/**
 * The responses behind all claims to one key, over all sessions: usually one, none when nothing shows it any more.
 * Placeholders give way to a finished claim (C3) and recovered ones to a written one (C5) wherever it stands; each
 * response belongs to one session (C4) and keeps the best usage of all its claims (C2). The order of `claims` does not
 * matter.
 */
export function resolveResponses<Claim extends ResponseClaim>(
  claims: readonly Claim[],
  origins: readonly SessionOrigin[],
  goesBeyond: GoesBeyond,
): Resolved<Claim>[] {
  if (claims.length === 0) return [];
  const written = claims.filter((claim) => !claim.recovered);
  const counted = written.length > 0 ? written : claims;
  const variants = variantsOf(counted);
  const spare = claims.length - variants.reduce((sum, variant) => sum + variant.length, 0);
  return variants.map((variant, index) => {
    const owner = ownerOf(variant, origins, goesBeyond);
    const best = bestOf(variant);
    const named = variant.filter(({ model }) => model !== '');
    return {
      owner,
      counts: {
        model: best.model || (named.length === 0 ? '' : bestOf(named).model),
        usage: best.usage,
        finished: best.finished,
        stopReason: best.stopReason,
        rebuild: paidAlike(owner, best) ? owner.rebuild : best.rebuild,
      },
      variant: variants.length === 1 ? '' : owner.variant,
      copies: variant.length - 1 + (index === 0 ? spare : 0),
    };
  });
}

function bestOf<Claim extends ResponseClaim>(claims: readonly Claim[]): Claim {
  return claims.reduce((a, b) => (isBetterRecord(b, a, false) ? b : a));
}

/** Whether both say that the same was paid: else what one of them rebuilt can be more than the other paid. */
function paidAlike({ usage: { tokens: a } }: ShownUsage, { usage: { tokens: b } }: ShownUsage): boolean {
  return TOKEN_CLASSES.every((each) => each === 'output' || a[each] === b[each]);
}

/** By variant (C3). Placeholders belong to the finished response of their key where it is one; of several to none. */
function variantsOf<Claim extends ResponseClaim>(claims: readonly Claim[]): Claim[][] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    if (!claim.finished) continue;
    const group = groups.get(claim.variant);
    if (group === undefined) groups.set(claim.variant, [claim]);
    else group.push(claim);
  }
  if (groups.size <= 1) return [[...claims]];
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/**
 * C4: a session said to be a copy of another that also shows it is out; then the older session. Of those that begin at
 * the same time, as copies do, one whose records are not those of a background session; then one that another goes
 * beyond, since who copies goes on alone; then the smaller id.
 */
function ownerOf<Claim extends ResponseClaim>(
  claims: readonly Claim[],
  origins: readonly SessionOrigin[],
  goesBeyond: GoesBeyond,
): Claim {
  const shown = new Set(claims.map((claim) => claim.sessionId));
  const originals = these(claims, ({ sessionId }) => !descends(sessionId, shown, origins));
  const first = smallest(originals.map(startOf));
  const oldest = originals.filter((claim) => startOf(claim) === first);
  const inFront = these(oldest, ({ background }) => background === null);
  const left = these(inFront, ({ sessionId }) => !inFront.some((other) => goesBeyond(sessionId, other.sessionId)));
  return left.reduce((a, b) => (b.sessionId < a.sessionId ? b : a));
}

/** Those that `isIn`, where there are any; else all. */
function these<Claim extends ResponseClaim>(
  claims: readonly Claim[],
  isIn: (claim: Claim) => boolean,
): readonly Claim[] {
  if (claims.length === 1) return claims;
  const found = claims.filter(isIn);
  return found.length > 0 ? found : claims;
}

function startOf({ sessionStartedAt }: ResponseClaim): number {
  return sessionStartedAt ?? Number.POSITIVE_INFINITY;
}

/** Whether a chain of evidence leads from `session` to another one of `shown`; a circle is no evidence. */
function descends(session: SessionId, shown: ReadonlySet<SessionId>, origins: readonly SessionOrigin[]): boolean {
  const seen = new Set([session]);
  const open = [session];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { copySessionId, originSessionId } of origins) {
      if (copySessionId !== next || seen.has(originSessionId)) continue;
      if (shown.has(originSessionId)) return true;
      seen.add(originSessionId);
      open.push(originSessionId);
    }
  }
  return false;
}
