// node test/readme/inject.mjs [--write]: puts the help of every command into the README between its markers.
// Without --write it only tells, by its exit code, whether the README is up to date.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const readme = new URL('README.md', root);
const before = readFileSync(readme, 'utf8');
const after = before.replace(
  /(<!-- help:([a-z -]*) -->\n)[\s\S]*?(<!-- \/help -->)/g,
  (_, open, command, close) => `${open}\`\`\`\n${helpOf(command)}\`\`\`\n${close}`,
);
if (process.argv.includes('--write')) writeFileSync(readme, after);
else if (after !== before) {
  process.stderr.write("README.md: the help in it is out of date: run 'npm run readme'\n");
  process.exitCode = 1;
}

function helpOf(command) {
  const args = [fileURLToPath(new URL('bin/tj.js', root)), ...command.split(' ').filter(Boolean), '--help'];
  return execFileSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '80', NO_COLOR: '1' },
  });
}
