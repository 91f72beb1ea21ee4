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
  /** What tokens were, the same on every card and in every picture; null where there is no colour. */
  readonly classes: Readonly<Record<keyof Composition, (text: string) => string>> | null;
}

const asIs = (text: string) => text;

/** No colour at all. */
export const PLAIN_PAINT: Paint = { typed: asIs, bold: asIs, dim: asIs, warn: asIs, classes: null };
