import { describe, expect, test } from 'vitest';
import { onlyReads } from '../../src/model/command-reads.ts';

describe('a command that only reads', () => {
  test.each([
    'ls -la src',
    'cd /w && git log --oneline -8 && echo "--- ls ---" && ls website',
    'git -C /w/app diff --stat main',
    'grep -rn "a > b" src | head -20 2>/dev/null',
    'cat a.ts b.ts 2>&1 | wc -l',
    "sed -n '1,40p' a.ts",
    "sed 's/we //' a.ts",
    'find . -name "*.ts" -not -path "./node_modules/*" | xargs -n 1 grep -l x',
    'sort < names.txt | uniq -c',
    '(cd /w; tree -L 2)',
  ])('%s', (command) => {
    expect(onlyReads(command)).toBe(true);
  });
});

describe('a command that may change something', () => {
  test.each([
    'npm test',
    'ls && rm a',
    'cat a > b',
    'cat a | tee b',
    "sed -i 's/a/b/' a.ts",
    "sed -n -i 's/a/b/p' a.ts",
    "sed -n '/a/w b.ts' a.ts",
    "sed 's/a/b/w b.ts' a.ts",
    'find . -name x -delete',
    'find . -exec rm {} +',
    'find . | xargs rm',
    'sort -o a a',
    'git commit -m x',
    'git log --output=x',
    'git branch -D x',
    'cat "$(rm x; echo a)"',
    'for f in *; do cat $f; done',
    'echo done',
    '',
  ])('%s', (command) => {
    expect(onlyReads(command)).toBe(false);
  });
});
