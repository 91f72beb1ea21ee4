import { expect, test } from 'vitest';
import { holdsText } from '../../src/model/folder-path.ts';

test.each<[string, string, boolean]>([
  ['C:\\Users\\me\\app', '/c/Users/me', true],
  ['C:\\Users\\me\\app', '/mnt/c/users/ME', true],
  ['C:\\Users\\me\\app', 'c:/users/me', true],
  ['C:\\Users\\me\\app', '\\\\?\\C:\\Users\\me', true],
  ['C:\\Users\\me\\app', 'me/app', true],
  ['/c/Users/me/app', 'C:\\Users\\me', true],
  ['/w/M\u00dcLLER/app', 'm\u00fcller', true],
  ['/w/app', 'app', true],
  ['C:\\Users\\me\\app', '/d/Users/me', false],
  ['/w/app', 'lib', false],
])('project %s holds %s: %s', (path, asked, holds) => {
  expect(holdsText(path, asked)).toBe(holds);
});
