import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandLabel } from '../../src/model/command-label.ts';
import { LABEL_CHARS } from '../../src/model/label.ts';

describe('the label of a command shows what was done', () => {
  test.each<[string, string, string]>([
    ['a change of folder is skipped', 'cd /home/me/work/app && npm test', 'npm test'],
    ['also one in quotes, with spaces', 'cd "/home/me/my work/app"; npm test', 'npm test'],
    ['also on a line of its own', 'cd /w\nnpm test', 'npm test'],
    ['also one that may fail', 'cd /w 2>/dev/null || exit 1; npm test', 'npm test'],
    ['also several', 'cd /w && cd app && npm test', 'npm test'],
    ['also in a group', '(cd web && npm test) | tail -5', '(npm test) | tail -5'],
    ['also of PowerShell', 'Set-Location C:\\w; npm test', 'npm test'],
    ['assignments are skipped', 'CI=1 FORCE_COLOR="a b" npm test', 'npm test'],
    ['also by commands of their own', 'DIR=$(mktemp -d); npm test -- $DIR', 'npm test -- $DIR'],
    ['also of PowerShell', '$env:CI = "1"; npm test', 'npm test'],
    ['sudo is skipped with its options', 'sudo -E -u postgres psql -c "select 1"', 'psql -c "select 1"'],
    ['time is skipped', 'time -p npm test', 'npm test'],
    ['also env, nice and timeout', 'env -i A=1 nice -n 5 timeout 30s npm test', 'npm test'],
    ['also export and source', 'export A=1 && source .venv/bin/activate && pytest -q', 'pytest -q'],
    ['also comments', '# run all of them\nnpm test # all', 'npm test # all'],
    ['also set', 'set -euo pipefail\nnpm test', 'npm test'],
    ['all of these, one after the other', 'cd /w && A=1; sudo time cd x && npm test', 'npm test'],
    ['a wrapper with its folder is skipped', '/usr/bin/env python3 x.py', 'python3 x.py'],
    ['also sudo', '/usr/bin/sudo ls', 'ls'],
    ['also time', '/usr/bin/time ls', 'ls'],
    ['the format of time is an option', "time -f '%e' npm test", 'npm test'],
    ['a group keeps its space', '{ cd x; make; }', '{ make; }'],
    ['a group that does not begin so stays', '{ make; cd x; }', '{ make; cd x; }'],
    ['brackets that do not begin so stay', '(make; cd x)', '(make; cd x)'],
    ['brackets within one another', '((cd x && make) && ls)', '((make) && ls)'],
    ['the script of a shell is skipped into', "bash -c 'cd /w/app && npm ci'", "bash -c 'npm ci'"],
    ['also behind a wrapper, with what follows', 'sudo sh -lc "cd /w; make" | tail', 'sh -lc "make" | tail'],
    ['a script that only does one thing stays', "bash -c 'npm ci'", "bash -c 'npm ci'"],
    ['what gets a shell ready is skipped', 'eval "$(fnm env)" && npm test', 'npm test'],
    ['a folder change in the background stays', 'cd /w & make', 'cd /w & make'],
    ['what comes later stays', 'npm test && cd /w && A=1 ls', 'npm test && cd /w && A=1 ls'],
    ['a program that only begins like one stays', 'cdk deploy && timeouts', 'cdk deploy && timeouts'],
    ['a command that only changes the folder stays', 'cd /w/app', 'cd /w/app'],
    ['also behind another', 'cd /w && cd app', 'cd app'],
    ['also one that only assigns', 'A=1', 'A=1'],
    ['sudo alone stays', 'sudo', 'sudo'],
    ['a quote that never ends is no reason to skip anything', 'cd "/w && npm test', 'cd "/w && npm test'],
  ])('%s: %j', (_, command, label) => {
    expect(commandLabel(command)).toBe(label);
  });
});

describe('a heredoc shows its program', () => {
  test.each<[string, string, string]>([
    ['what is written to a file is left out', 'cat > a.json <<\'EOF\'\n{\n  "a": 1\n}\nEOF', "cat > a.json <<'EOF'"],
    [
      'what is done with it then is not',
      'cat > a.py <<EOF\nprint(1)\nEOF\npython3 a.py',
      'cat > a.py <<EOF; python3 a.py',
    ],
    ['also in the same line', 'cat <<EOF | psql shop\nselect 1;\nEOF', 'cat <<EOF | psql shop'],
    ['also where its end is not to be seen', "tee a.txt <<'EOF'\nhello", "tee a.txt <<'EOF'"],
    [
      'a program is shown with its text',
      "cd /w && python3 - <<'EOF'\nimport json\nEOF",
      "python3 - <<'EOF' import json",
    ],
    [
      'a message is shown by its first line',
      'git commit -m "$(cat <<\'EOF\'\nMend the clock\n\nIt is fast.\nEOF\n)" && git push',
      'git commit -m "Mend the clock" && git push',
    ],
    ['a here-string is none', 'grep a <<< "b c"', 'grep a <<< "b c"'],
  ])('%s', (_, command, label) => {
    expect(commandLabel(command)).toBe(label);
  });
});

describe('where a command is too long its paths are cut from the left', () => {
  const deep = '/home/me/work/shop/packages/web/src/components/pages';

  test('down to a name and its folder', () => {
    expect(commandLabel(`prettier --write ${deep}/Clients.tsx --config ${deep}/.prettierrc`)).toBe(
      'prettier --write …/pages/Clients.tsx --config …/pages/.prettierrc',
    );
  });

  test('the longest first, and no more than needed', () => {
    expect(commandLabel(`cp ${deep}/Clients.tsx /home/me/old/Clients.tsx`)).toBe(
      'cp …/pages/Clients.tsx /home/me/old/Clients.tsx',
    );
  });

  test('then to the name', () => {
    const names = ['first', 'second', 'third', 'fourth'].map((name) => `${deep}/${name}-of-them.tsx`);
    expect(commandLabel(`git add ${names.join(' ')}`)).toBe(
      'git add …/first-of-them.tsx …/second-of-them.tsx …/third-of-them.tsx …/fourth-o…',
    );
  });

  test('an address of the web is none', () => {
    const address = `https://example.org${deep}/a`;
    expect(commandLabel(`curl -sL ${address} | tar x`)).toBe(`${`curl -sL ${address} | tar x`.slice(0, 79)}…`);
  });

  test('what fits stays whole', () => {
    expect(commandLabel(`cat ${deep}/a.ts`)).toBe(`cat ${deep}/a.ts`);
  });
});

test('a secret is masked wherever it stands, and one that is assigned is not kept at all', () => {
  expect(commandLabel('TOKEN=ghp_abcdefghijklmnopqrstuvwx curl -H "Authorization: Bearer abcdefghijklmnop" x')).toBe(
    'curl -H "Authorization: Bearer [masked]" x',
  );
});

test('whatever goes in: one line of at most the length, in no time worth telling', () => {
  const pieces = [
    'cd ',
    '/a/b/c/d/e/f/',
    '&&',
    ';',
    '"',
    "'",
    '$(',
    ')',
    '<<EOF\n',
    'EOF\n',
    'A=1 ',
    'sudo ',
    '`',
    '\\',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, 'x', ' ', '\n'), { maxLength: 60 }), (parts) => {
      const label = commandLabel(parts.join(''));
      expect(label).not.toContain('\n');
      expect([...label].length).toBeLessThanOrEqual(LABEL_CHARS);
    }),
    { numRuns: 300 },
  );
  const start = performance.now();
  for (const piece of pieces) commandLabel(piece.repeat(4096 / piece.length));
  commandLabel(`cd ${'a'.repeat(4000)}`);
  commandLabel(`cd "${'\\a'.repeat(2000)}`);
  expect(performance.now() - start).toBeLessThan(1000);
});
