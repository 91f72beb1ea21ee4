import type { Lever, LeverEvidence, OtherWay } from './lever.ts';

/** What of a lever neither its kind and subject nor its evidence say. */
export interface LeverDraft extends Omit<Lever, 'id' | 'cost' | 'effect' | 'sessions' | 'responses' | 'check'> {
  readonly effect: Omit<Lever['effect'], 'other'> & { readonly other?: OtherWay };
  readonly check?: string;
}

/** A lever: its cost is what its evidence sums to, and no effect exceeds it. */
export function leverOf(draft: LeverDraft): Lever {
  const evidence = draft.evidence.toSorted(byWeight);
  const weight = evidence.reduce((sum, each) => sum + each.weight, 0n);
  const high = least(draft.effect.high, weight);
  const { other = null } = draft.effect;
  return {
    ...draft,
    id: `${draft.kind}:${draft.subject}`,
    cost: { weight, tokens: evidence.reduce((sum, { tokens }) => sum + tokens, 0) },
    effect: {
      ...draft.effect,
      ...{ low: least(draft.effect.low, high), high },
      other: other === null ? null : { ...other, weight: least(other.weight, high) },
    },
    sessions: sessionsOf(evidence),
    responses: evidence.reduce((sum, { responses }) => sum + responses, 0),
    evidence,
    check: draft.check ?? null,
  };
}

/** Distinct sessions. */
export function sessionsOf(evidence: readonly Pick<LeverEvidence, 'sessionId'>[]): number {
  return new Set(evidence.map(({ sessionId }) => sessionId)).size;
}

function byWeight(a: LeverEvidence, b: LeverEvidence): number {
  if (a.weight !== b.weight) return a.weight > b.weight ? -1 : 1;
  return b.tokens - a.tokens || inText(a.sessionId, b.sessionId) || inText(a.spanId ?? '', b.spanId ?? '');
}

function inText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The greater of two amounts in pico-dollars. */
export function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** A file with its folder. */
export function endOfPath(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('/');
}

/** By path a file with its folder, and with as many more as tell it from the others. */
export function endsOfPaths(paths: readonly string[]): ReadonlyMap<string, string> {
  const ends = (path: string, parts: number) => path.split(/[\\/]/).slice(-parts).join('/');
  return new Map(
    paths.map((path) => {
      const others = paths.filter((other) => other !== path);
      let parts = 2;
      while (
        others.some((other) => ends(other, parts) === ends(path, parts)) &&
        ends(path, parts) !== ends(path, parts + 1)
      )
        parts++;
      return [path, ends(path, parts)];
    }),
  );
}
