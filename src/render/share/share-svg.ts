import type { Composition } from '../../analyse/composition.ts';
import { placeOnScale, TIERS } from '../../analyse/efficiency.ts';
import { roundPercent } from '../format-number.ts';
import { cutTo } from '../text-width.ts';
import { xmlText } from './xml-text.ts';

/** All that the picture shows; texts as they are, escaped here. */
export interface SharePicture {
  /** Null where nothing has a price. */
  readonly tier: string | null;
  /** 0 to 1, of cost; null where nothing has a price. */
  readonly overhead: number | null;
  readonly figure: string;
  readonly sentence: string;
  readonly composition: Composition;
  readonly cause: string | null;
  /** `points` below zero: leaner. */
  readonly change: { readonly words: string; readonly points: number } | null;
  /** Only where they are asked for. */
  readonly projects: string | null;
  readonly covers: string;
  readonly prices: string;
}

/** As large as a picture beside a link is shown. */
export const PICTURE = { width: 1200, height: 630 } as const;

const EDGE = 64;
const INNER = PICTURE.width - 2 * EDGE;

/** The family that tj carries first, then what most systems have. */
const FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, sans-serif";

const COLOUR = {
  ...{ ground: '#0d1117', edge: '#30363d', strong: '#f0f6fc', text: '#c9d1d9', dim: '#8b949e', scale: '#21262d' },
  ...{ better: '#3fb950', worse: '#f85149' },
};

/** The five classes, in their order, in their colours. */
const CLASSES: readonly { readonly part: keyof Composition; readonly name: string; readonly colour: string }[] = [
  { part: 'reread', name: 'cache reads', colour: '#58a6ff' },
  { part: 'rebuilt', name: 'cache rebuilds', colour: '#f85149' },
  { part: 'written', name: 'new context', colour: '#39c5cf' },
  { part: 'newInput', name: 'uncached input', colour: '#e3b341' },
  { part: 'output', name: 'output', colour: '#3fb950' },
];

/** The picture that is shared: how lean a window was, as an SVG of 1200 by 630. */
export function shareSvg(picture: SharePicture): string {
  const { width, height } = PICTURE;
  const title = `tj tokenmaxx: ${picture.tier ?? 'no tier'}, ${picture.figure} ${picture.sentence}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${xmlText(FONT)}">`,
    `<title>${xmlText(title)}</title>`,
    `<rect x="1" y="1" width="${width - 2}" height="${height - 2}" rx="24" fill="${COLOUR.ground}" stroke="${COLOUR.edge}" stroke-width="2"/>`,
    ...headline(picture),
    ...scale(picture),
    ...stackedBar(picture.composition),
    ...facts(picture),
    ...foot(picture),
    '</svg>',
    '',
  ].join('\n');
}

function headline({ tier, figure, sentence }: SharePicture): string[] {
  const right = PICTURE.width - EDGE;
  return [
    line(EDGE, 84, 24, COLOUR.dim, 'how lean I work with Claude Code'),
    line(EDGE - 5, 178, 96, COLOUR.strong, tier ?? 'no tier', 'font-weight="700" letter-spacing="-2"'),
    line(right, 178, 96, COLOUR.strong, figure, 'font-weight="700" text-anchor="end"'),
    line(right, 228, 22, COLOUR.text, sentence, 'text-anchor="end"'),
  ];
}

/** Five tiers of one length, and a mark where the overhead lies. */
function scale({ tier, overhead }: SharePicture): string[] {
  const [gap, top] = [6, 216];
  const length = (500 - gap * (TIERS.length - 1)) / TIERS.length;
  const left = (place: number) => EDGE + place * (length + gap);
  const parts = TIERS.flatMap(({ name }, i) => {
    const isOwn = name === tier;
    const colour = isOwn ? COLOUR.strong : COLOUR.scale;
    return [
      `<rect x="${at(left(i))}" y="${top}" width="${at(length)}" height="12" rx="6" fill="${colour}"/>`,
      line(left(i) + length / 2, top + 40, 16, isOwn ? COLOUR.strong : COLOUR.dim, name, 'text-anchor="middle"'),
    ];
  });
  if (overhead === null) return parts;
  const place = placeOnScale(overhead);
  const within = Math.min(Math.floor(place), TIERS.length - 1);
  const x = left(within) + (place - within) * length;
  return [
    ...parts,
    `<circle cx="${at(x)}" cy="${top + 6}" r="11" fill="${COLOUR.ground}" stroke="${COLOUR.strong}" stroke-width="5"/>`,
  ];
}

/** One bar of the whole by cost, or by tokens where nothing has a price; both shares below it. */
function stackedBar(composition: Composition): string[] {
  const [top, height] = [312, 44];
  const isPriced = composition.reread.shareListPrice !== null;
  let x = EDGE;
  const pieces = CLASSES.flatMap(({ part, colour }) => {
    const { shareListPrice, shareTokens } = composition[part];
    const width = INNER * ((isPriced ? shareListPrice : shareTokens) ?? 0);
    const from = x;
    x += width;
    return width === 0
      ? []
      : [`<rect x="${at(from)}" y="${top}" width="${at(width)}" height="${height}" fill="${colour}"/>`];
  });
  return [
    `<clipPath id="bar"><rect x="${EDGE}" y="${top}" width="${INNER}" height="${height}" rx="10"/></clipPath>`,
    `<g clip-path="url(#bar)">`,
    ...pieces,
    '</g>',
    ...legend(composition, isPriced),
  ];
}

function legend(composition: Composition, isPriced: boolean): string[] {
  const step = INNER / CLASSES.length;
  return CLASSES.flatMap(({ part, name, colour }, i) => {
    const { shareListPrice, shareTokens } = composition[part];
    const left = EDGE + i * step;
    const tokens = `${roundPercent(shareTokens)} of tokens`;
    const cost = `${roundPercent(shareListPrice)} of cost`;
    return [
      `<rect x="${at(left)}" y="378" width="14" height="14" rx="4" fill="${colour}"/>`,
      line(left + 22, 391, 18, COLOUR.text, name),
      line(left + 22, 418, 18, COLOUR.strong, isPriced ? cost : tokens, 'font-weight="700"'),
      ...(isPriced ? [line(left + 22, 443, 16, COLOUR.dim, tokens)] : []),
    ];
  });
}

/** Columns of text that fit into a line. */
const FACT_COLUMNS = 80;

function facts({ cause, change, projects }: SharePicture): string[] {
  const causes = cause === null ? [] : [line(EDGE, 504, 26, COLOUR.text, cutTo(cause, FACT_COLUMNS))];
  const named =
    projects === null ? [] : [line(PICTURE.width - EDGE, 84, 24, COLOUR.dim, cutTo(projects, 48), 'text-anchor="end"')];
  return [...causes, ...named, ...(change === null ? [] : changeLine(change))];
}

/** An arrow, down for leaner, beside the words. */
function changeLine({ words, points }: NonNullable<SharePicture['change']>): string[] {
  if (points === 0) return [line(EDGE, 546, 26, COLOUR.text, words)];
  const colour = points < 0 ? COLOUR.better : COLOUR.worse;
  const arrow = points < 0 ? 'M0 0H18L9 15Z' : 'M0 15H18L9 0Z';
  return [
    `<path d="${arrow}" transform="translate(${EDGE} 529)" fill="${colour}"/>`,
    line(EDGE + 30, 546, 26, COLOUR.text, words),
  ];
}

function foot({ covers, prices }: SharePicture): string[] {
  const right = PICTURE.width - EDGE;
  return [
    line(EDGE, 594, 18, COLOUR.dim, `${covers} · ${prices}`),
    line(right, 594, 24, COLOUR.strong, 'tj', 'font-weight="700" text-anchor="end"'),
  ];
}

function line(x: number, y: number, size: number, colour: string, text: string, more = ''): string {
  return `<text x="${at(x)}" y="${y}" font-size="${size}" fill="${colour}"${more === '' ? '' : ` ${more}`}>${xmlText(text)}</text>`;
}

/** A place, to a tenth of a point. */
function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}
