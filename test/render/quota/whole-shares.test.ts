import { expect, test } from 'vitest';
import { wholeShares } from '../../../src/render/quota/whole-shares.ts';

test.each<[string, number[], number, string[]]>([
  ['thirds', [1, 1, 1], 3, ['34 %', '33 %', '33 %']],
  ['what is cut most', [10.6, 40.7, 48.7], 100, ['10 %', '41 %', '49 %']],
  ['nearly none is not none, nearly all is not all', [99.7, 0.3], 100, ['>99 %', '<1 %']],
  ['all and none', [7, 0], 7, ['100 %', '0 %']],
  ['a part of the whole', [1, 1], 4, ['25 %', '25 %']],
])('whole shares sum up: %s', (_, parts, whole, shares) => expect(wholeShares(parts, whole)).toEqual(shares));
