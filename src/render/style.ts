import type { Composition } from '../analyse/composition.ts';

/** How text may look: what the terminal can show, decided once and handed to every renderer. */
export interface Look {
  /** Columns; no line is wider. */
  readonly width: number;
  readonly unicode: boolean;
  readonly paint: Paint;
}

/** Each paints a text and changes nothing else of it. */
export interface Paint {
  /** The one accent colour: what can be typed. */
  readonly typed: (text: string) => string;
  /** Structure. */
  readonly bold: (text: string) => string;
  /** Provenance and units. */
  readonly dim: (text: string) => string;
  /** State only. */
  readonly warn: (text: string) => string;
  /** Where a path or a web address leads to, where the terminal can follow links; null where it cannot, or it is neither. */
  readonly href: (target: string) => string | null;
  /** What tokens were, the same on every card and in every picture; null where there is no colour. */
  readonly classes: Readonly<Record<keyof Composition, (text: string) => string>> | null;
}

const asIs = (text: string) => text;

/** No colour at all. */
export const PLAIN_PAINT: Paint = { typed: asIs, bold: asIs, dim: asIs, warn: asIs, href: () => null, classes: null };

/** The text as a link (OSC 8), which takes no column more, where the terminal can follow it. */
export function linked(text: string, target: string | null, { href }: Pick<Paint, 'href'>): string {
  const to = target === null ? null : href(target);
  return to === null ? text : `\u001b]8;;${to}\u0007${text}\u001b]8;;\u0007`;
}
