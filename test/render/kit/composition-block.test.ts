import { describe, expect, it } from 'vitest';
import type { Composition } from '../../../src/analyse/composition.ts';
import { compositionBlock, compositionHeadline } from '../../../src/render/kit/composition-block.ts';
import { stackedBar } from '../../../src/render/kit/stacked-bar.ts';
import { type Look, PLAIN_PAINT } from '../../../src/render/style.ts';
import { textWidth } from '../../../src/render/text-width.ts';

const share = (tokens: number, shareTokens: number, shareListPrice: number | null) => ({
  ...{ tokens, shareTokens, shareListPrice },
});

const PARTS: Composition = {
  reread: share(900_000, 0.9, 0.5),
  rebuilt: share(20_000, 0.02, 0.1),
  written: share(60_000, 0.06, 0.3),
  newInput: share(10_000, 0.01, 0.004),
  output: share(10_000, 0.01, 0.096),
};

const UNPRICED = Object.fromEntries(
  Object.entries(PARTS).map(([part, each]) => [part, { ...each, shareListPrice: null }]),
) as unknown as Composition;

const plain: Look = { width: 50, unicode: true, paint: PLAIN_PAINT };
const letters: Look = { ...plain, unicode: false };
const tag = (name: string) => (text: string) => (text === '' ? '' : `<${name}${text}>`);
const coloured: Look = {
  ...plain,
  paint: {
    ...PLAIN_PAINT,
    classes: {
      ...{
        reread: tag('blue'),
        rebuilt: tag('red'),
        written: tag('cyan'),
        newInput: tag('yellow'),
        output: tag('green'),
      },
    },
  },
};

describe('the bar of the whole', () => {
  it('has every class in one order, with the colour of the class', () => {
    const bar = stackedBar(PARTS, coloured);
    expect(bar.match(/<(?:blue|red|cyan|yellow|green)/g)).toEqual(['<blue', '<red', '<cyan', '<green']);
  });

  it('tells neighbours apart without colour and without anything but letters', () => {
    expect(stackedBar(PARTS, plain)).toBe('█'.repeat(25) + '▓'.repeat(5) + '▒'.repeat(15) + '█'.repeat(5));
    expect(stackedBar(PARTS, letters)).toBe('R'.repeat(25) + 'B'.repeat(5) + 'N'.repeat(15) + 'O'.repeat(5));
  });

  it('is as wide as the card at every width, by tokens where nothing has a price', () => {
    for (let width = 20; width <= 80; width++)
      for (const parts of [PARTS, UNPRICED]) expect(textWidth(stackedBar(parts, { ...plain, width }))).toBe(width);
  });
});

describe('the rows below it', () => {
  it('put the dearest first, cost before tokens, with a mark at output that is a lower bound', () => {
    expect(compositionBlock(PARTS, true, plain).slice(1)).toEqual([
      '                    cost   tokens',
      '█ cache reads       50 %     90 %     900K',
      '▒ new context       30 %      6 %    60.0K',
      '▓ cache rebuilds    10 %      2 %    20.0K',
      '█ output            10 %      1 %    10.0K+',
      '░ uncached input   0.4 %      1 %    10.0K',
    ]);
  });

  it('say what a class is where there is room, and are never wider than asked', () => {
    expect(compositionBlock(PARTS, false, { ...plain, width: 80 }).join('\n')).toContain('old context, sent again');
    for (let width = 34; width <= 80; width++)
      for (const line of compositionBlock(PARTS, true, { ...plain, width }))
        expect(textWidth(line)).toBeLessThanOrEqual(width);
  });
});

describe('the headline', () => {
  it('holds one number: the share of the cost, and of tokens where nothing has a price', () => {
    expect(compositionHeadline(PARTS)).toBe('Old context, sent again, took 50 % of the cost.');
    expect(compositionHeadline(UNPRICED)).toBe('Old context, sent again, took 90 % of your tokens.');
  });
});
