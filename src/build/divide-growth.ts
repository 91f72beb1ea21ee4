import type { Entrant } from './entrants-of.ts';

/**
 * What each has of so many tokens: in proportion to the estimates, no more than it can have. What is left then belongs to
 * those of which nobody knows how large they are. `measured`: tokens for each that a text is estimated to have.
 */
export function sharesOf(tokens: number, entrants: readonly Entrant[], measured: number): number[] {
  let left = tokens;
  let estimates = estimateOf(entrants, measured);
  const shares = entrants.map((entrant) => {
    const estimate = asText(entrant, measured);
    const fair = estimates === 0 ? 0 : Math.round((left * estimate) / estimates);
    const own = Math.max(0, Math.min(fair, entrant.most ?? fair, left));
    estimates -= estimate;
    left -= own;
    return own;
  });
  let open = estimateOf(
    entrants.filter(({ most }) => most === null),
    measured,
  );
  return shares.map((share, index) => {
    const entrant = entrants[index] as Entrant;
    if (entrant.most !== null || left <= 0) return share;
    const more = Math.round((left * asText(entrant, measured)) / open);
    open -= asText(entrant, measured);
    left -= more;
    return share + more;
  });
}

/** So much text that entered; images count as the text that has their tokens. */
export function estimateOf(entrants: readonly Entrant[], measured: number): number {
  return entrants.reduce((sum, entrant) => sum + asText(entrant, measured), 0);
}

function asText({ kind, estimate }: Entrant, measured: number): number {
  return kind === 'image' ? estimate / measured : estimate;
}

/** Tokens of a text for each that it is estimated to have, where so many tokens are all of these; images have their own. */
export function measureOf(tokens: number, entrants: readonly Entrant[]): number {
  const images = entrants.filter(({ kind }) => kind === 'image').reduce((sum, { estimate }) => sum + estimate, 0);
  const all = entrants.reduce((sum, { estimate }) => sum + estimate, 0);
  return tokens > images && all > images ? (tokens - images) / (all - images) : tokens / all;
}
