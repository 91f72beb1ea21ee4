import { describe, expect, it } from 'vitest';
import { commandProgram } from '../../src/model/command-label.ts';

describe('the program that a command line runs', () => {
  it.each<[string, string | null]>([
    ['git status', 'git'],
    ['  npm   test', 'npm'],
    ['cd /home/me/a-long-path && npm test', 'npm'],
    ['cd "/home/me/two words"; git push', 'git'],
    ['cd /w\nmake', 'make'],
    ['FOO=1 BAR="a b" node x.js', 'node'],
    ['TOKEN=$(cat f | head -1) curl -s https://example.com', 'curl'],
    ['export A=1 && pytest -q', 'pytest'],
    ['source .venv/bin/activate && pytest', 'pytest'],
    ['sudo -u root -E systemctl restart x', 'systemctl'],
    ['time -p cargo build', 'cargo'],
    ['sudo env -u B A=1 apt-get install x', 'apt-get'],
    ['timeout -k 5 60 npm test', 'npm'],
    ['/usr/bin/git log', 'git'],
    ['./gradlew build', 'gradlew'],
    ['C:\\\\tools\\\\rg.exe foo', 'rg'],
    ['# what is there\nls -la', 'ls'],
    ['echo "--- status ---" && git status', 'git'],
    ['sleep 5; curl localhost', 'curl'],
    ['rg foo | head -5', 'rg'],
    ['2>/dev/null ls', 'ls'],
    ['ls>out && wc out', 'ls'],
    ['for f in *.ts; do wc -l "$f"; done', 'wc'],
    ['if [ -f x ]; then cat x; fi', 'cat'],
    ['while ! curl -s x; do sleep 1; done', 'curl'],
    ['(cd sub && yarn build)', 'yarn'],
    ["bash -c 'cd /w && go test ./...'", 'go'],
    ['bash script.sh', 'bash'],
    ["python3 - <<'EOF'\nprint(1)\nEOF", 'python3'],
    ['git commit -m "a; b && c"', 'git'],
    ['git commit -m "$(cat <<\'EOF\'\nfix: (a)\nEOF\n)"', 'git'],
    ['npm \\\n  test', 'npm'],
    ['git fetch 2>&1 | tail -3', 'git'],
    ['/usr/bin/env python3 x.py', 'python3'],
    ['/usr/bin/sudo ls', 'ls'],
    ['/usr/bin/time ls', 'ls'],
    ["time -f '%e' npm test", 'npm'],
    ["cat <<'EOF' | python3\nprint(1)\nEOF", 'python3'],
    ['cd /w && cat <<EOF | psql shop\ncd x; make\nEOF', 'psql'],
    ['cat <<EOF > a.py\nmake\nEOF\npython3 a.py', 'cat'],
    ['cat a.csv | python3 x.py', 'cat'],
    ['eval "$(fnm env)" && npm test', 'npm'],
    ['command -v git', 'command'],
    ['./prüfe-alles.sh x', 'prüfe-alles.sh'],
    ['ビルド --all', 'ビルド'],
    ['{ cd x; make; }', 'make'],
  ])('%j is %s', (command, program) => {
    expect(commandProgram(command)).toBe(program);
  });

  it.each<[string, string | null]>([
    ['cd /w', 'cd'],
    ['echo hello', 'echo'],
    ['cd /w && echo hello', 'echo'],
    ['sudo', 'sudo'],
  ])('where nothing else stands, what prepares or is done in passing: %j is %s', (command, program) => {
    expect(commandProgram(command)).toBe(program);
  });

  it.each(['', '   ', 'A=1', '"$PYTHON" x.py', '$(which node) x.js', '# nothing'])('%j names none', (command) => {
    expect(commandProgram(command)).toBeNull();
  });

  it.each(['cd /w && git comm', 'git commit -m "never clos', "echo 'x", 'a $(b', 'a \\', '<', 'a<', '2>&'])(
    'a command line that is cut short ends: %j',
    (command) => {
      expect(() => commandProgram(command)).not.toThrow();
    },
  );
});
