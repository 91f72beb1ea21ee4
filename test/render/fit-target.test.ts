import { describe, expect, test } from 'vitest';
import { fitTarget } from '../../src/render/fit-target.ts';
import { textWidth } from '../../src/render/text-width.ts';

const DEEP = '/home/me/work/shop/packages/web/src/components/pages/Clients.tsx';

describe('what a tool was called on is cut where it tells least', () => {
  test.each<[string, string, number, string]>([
    ['what fits stays whole', 'src/a.ts', 8, 'src/a.ts'],
    ['a path keeps its end, from a folder on', DEEP, 40, '…/web/src/components/pages/Clients.tsx'],
    ['down to its name', DEEP, 16, '…/Clients.tsx'],
    ['and of that the end', DEEP, 10, '…ients.tsx'],
    ['a path with spaces is one', '/home/me/my work/notes of today.md', 24, '…/notes of today.md'],
    ['also of Windows', 'C:\\Users\\me\\shop\\src\\a.ts', 14, '…\\src\\a.ts'],
    ['also one that was cut before', `…${DEEP.slice(20)}`, 24, '…/pages/Clients.tsx'],
    ['also one below the folder', 'packages/web/src/a.ts', 13, '…/src/a.ts'],
    ['also a folder', '/home/me/work/shop/', 10, '…/shop/'],
    [
      'in a command paths give way first',
      `prettier --write ${DEEP} && git diff`,
      50,
      'prettier --write …/pages/Clients.tsx && git diff',
    ],
    ['then its end', 'npm run build -- --verbose --watch', 20, 'npm run build -- --…'],
    ['an address is cut at its end', 'https://example.org/a/b/c/d', 15, 'https://exampl…'],
    ['words are, too', 'how do I read a file', 10, 'how do I…'],
  ])('%s', (_, target, columns, shown) => {
    expect(fitTarget(target, columns, '…')).toBe(shown);
    expect(textWidth(shown)).toBeLessThanOrEqual(columns);
  });

  test('with the ellipsis that is asked for', () => {
    expect(fitTarget(DEEP, 20, '~')).toBe('~/pages/Clients.tsx');
  });
});
