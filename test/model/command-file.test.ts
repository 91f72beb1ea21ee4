import { describe, expect, test } from 'vitest';
import { fileReadBy } from '../../src/model/command-file.ts';

describe('a command that only reads one file tells which', () => {
  test.each<[string, string]>([
    ['cat src/a.ts', '/w/app/src/a.ts'],
    ['cat -n ./src/../src/a.ts', '/w/app/src/a.ts'],
    ['cat /etc/hosts', '/etc/hosts'],
    ['cat "my notes.md"', '/w/app/my notes.md'],
    ['cat my\\ notes.md', '/w/app/my notes.md'],
    ['cat ~/.zshrc', '~/.zshrc'],
    ['cat a.ts 2>/dev/null', '/w/app/a.ts'],
    ['cat a.ts | head -50', '/w/app/a.ts'],
    ['nl -ba a.ts | sed -n "10,20p"', '/w/app/a.ts'],
    ['head a.ts', '/w/app/a.ts'],
    ['head -50 a.ts', '/w/app/a.ts'],
    ['head -n 50 a.ts', '/w/app/a.ts'],
    ['tail -n +20 a.ts | head -5', '/w/app/a.ts'],
    ["sed -n '1,200p' a.ts", '/w/app/a.ts'],
    ["sed -n '/^export/,/^}/p' a.ts", '/w/app/a.ts'],
    ["sed -n -e '5p;9,$p' a.ts", '/w/app/a.ts'],
    ['cd web && cat a.ts', '/w/app/web/a.ts'],
    ['cd /x; cd y && cat a.ts', '/x/y/a.ts'],
  ])('%s', (command, file) => {
    expect(fileReadBy(command, '/w/app')).toBe(file);
  });

  test('on Windows as the path that a tool would be given', () => {
    expect(fileReadBy('cat src/a.ts', 'C:\\w\\app')).toBe('C:\\w\\app\\src\\a.ts');
    expect(fileReadBy('cat C:/w/app/a.ts', 'C:\\w\\app')).toBe('C:\\w\\app\\a.ts');
    expect(fileReadBy('cd /d/shop && cat a.ts', 'C:\\w\\app')).toBe('D:\\shop\\a.ts');
    expect(fileReadBy('cat /d/shop/a.ts', '/w')).toBe('/d/shop/a.ts');
  });

  test('without a folder only of a whole path', () => {
    expect(fileReadBy('cat /w/a.ts', null)).toBe('/w/a.ts');
    expect(fileReadBy('cat a.ts', null)).toBeNull();
  });
});

describe('any other command tells none', () => {
  test.each([
    'cat a.ts b.ts',
    'cat',
    'cat *.ts',
    'cat $FILE',
    'cat "$FILE"',
    'cat $(git ls-files)',
    'cat {a,b}.ts',
    'cat a.ts > b.ts',
    'cat < a.ts',
    'cat <<EOF',
    'cat a.ts | grep x',
    'cat a.ts | head -5 b.ts',
    'cat a.ts && npm test',
    'cat a.ts; cat b.ts',
    'cat a.ts || true',
    'cat a.ts &',
    'cat a.ts\nls',
    "sed 's/a/b/' a.ts",
    "sed -n 's/a/b/p' a.ts",
    "sed -i '5p' a.ts",
    'sed -n a.ts',
    'cd $X && cat a.ts',
    'ls a.ts',
    'echo cat a.ts',
    'sudo cat a.ts',
    'cat "a.ts',
    '',
  ])('%j', (command) => {
    expect(fileReadBy(command, '/w')).toBeNull();
  });
});
