import type { SessionId } from '../model/ids.ts';
import type { PlacedSighting, Response, SessionOrigin } from '../model/session-rows.ts';
import { TOKEN_CLASSES } from '../model/tokens.ts';
import { isBetterRecord } from './is-better-record.ts';

/** Whether the first session shows all that the second one does on its main thread, and more. */
export type GoesBeyond = (sessionId: SessionId, other: SessionId) => boolean;

/** What is told of the response behind the only sighting of its key. */
export const ALONE = { variant: '', copies: 0 } as const;

/**
 * The responses behind all sightings of one key, over all sessions: usually one, none when nothing shows it any more. Placeholders give way to a finished
 * sighting (C3) and recovered ones to a written one (C5) wherever it stands; each response belongs to one session
 * (C4) and keeps the best usage of all its sightings (C2). The order of `sightings` does not matter.
 */
export function resolveResponses(
  sightings: readonly PlacedSighting[],
  origins: readonly SessionOrigin[],
  goesBeyond: GoesBeyond,
): Response[] {
  if (sightings.length === 0) return [];
  const [only] = sightings;
  if (sightings.length === 1 && only !== undefined) return [{ ...only, ...ALONE }];
  const written = sightings.filter((sighting) => !sighting.recovered);
  const counted = written.length > 0 ? written : sightings;
  const variants = variantsOf(counted);
  const spare = sightings.length - variants.reduce((sum, variant) => sum + variant.length, 0);
  return variants.map((variant, index) => {
    const owner = ownerOf(variant, origins, goesBeyond);
    const best = bestOf(variant);
    const named = variant.filter(({ model }) => model !== '');
    return {
      ...owner,
      model: best.model || (named.length === 0 ? '' : bestOf(named).model),
      usage: best.usage,
      finished: best.finished,
      stopReason: best.stopReason,
      rebuild: paidAlike(owner, best) ? owner.rebuild : best.rebuild,
      variant: variants.length === 1 ? '' : owner.variant,
      copies: variant.length - 1 + (index === 0 ? spare : 0),
    };
  });
}

function bestOf(sightings: readonly PlacedSighting[]): PlacedSighting {
  return sightings.reduce((a, b) => (isBetterRecord(b, a, false) ? b : a));
}

/** Whether both say that the same was paid: else what one of them rebuilt can be more than the other paid. */
function paidAlike({ usage: { tokens: a } }: PlacedSighting, { usage: { tokens: b } }: PlacedSighting): boolean {
  return TOKEN_CLASSES.every((each) => each === 'output' || a[each] === b[each]);
}

/** By variant (C3). Placeholders belong to the finished response of their key where it is one; of several to none. */
function variantsOf(sightings: readonly PlacedSighting[]): PlacedSighting[][] {
  const groups = new Map<string, PlacedSighting[]>();
  for (const sighting of sightings) {
    if (!sighting.finished) continue;
    const group = groups.get(sighting.variant);
    if (group === undefined) groups.set(sighting.variant, [sighting]);
    else group.push(sighting);
  }
  if (groups.size <= 1) return [[...sightings]];
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/**
 * C4: a session said to be a copy of another that also shows it is out; then the older session. Of those that begin at
 * the same time, as copies do, one whose records are not those of a background session; then one that another goes
 * beyond, since who copies goes on alone; then the smaller id.
 */
function ownerOf(
  sightings: readonly PlacedSighting[],
  origins: readonly SessionOrigin[],
  goesBeyond: GoesBeyond,
): PlacedSighting {
  const shown = new Set(sightings.map((sighting) => sighting.sessionId));
  const originals = these(sightings, ({ sessionId }) => !descends(sessionId, shown, origins));
  const first = Math.min(...originals.map(startOf));
  const oldest = originals.filter((sighting) => startOf(sighting) === first);
  const inFront = these(oldest, ({ background }) => background === null);
  const left = these(inFront, ({ sessionId }) => !inFront.some((other) => goesBeyond(sessionId, other.sessionId)));
  return left.reduce((a, b) => (b.sessionId < a.sessionId ? b : a));
}

/** Those that `isIn`, where there are any; else all. */
function these(
  sightings: readonly PlacedSighting[],
  isIn: (sighting: PlacedSighting) => boolean,
): readonly PlacedSighting[] {
  if (sightings.length === 1) return sightings;
  const found = sightings.filter(isIn);
  return found.length > 0 ? found : sightings;
}

function startOf({ sessionStartedAt }: PlacedSighting): number {
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
