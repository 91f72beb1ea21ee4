// node test/readme/inject.mjs [--write]: puts the cards that the README shows between their markers, as test/golden holds
// tj to them: `<!-- card: COMMAND -->`, or `<!-- card: COMMAND | LINES -->` for so many of its lines.
// Without --write it only tells, by its exit code, whether the README is up to date.
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const readme = new URL('README.md', root);
const before = readFileSync(readme, 'utf8');
const after = before.replace(
  /(<!-- card: ([^|\n]+?)(?: \| (\d+))? -->\n)[\s\S]*?(<!-- \/card -->)/g,
  (_, open, command, lines, close) => `${open}\`\`\`\n$ tj ${command}\n${cardOf(command, lines)}\n\`\`\`\n${close}`,
);
if (process.argv.includes('--write')) writeFileSync(readme, after);
else if (after !== before) {
  process.stderr.write("README.md: a card in it is out of date: run 'npm run readme'\n");
  process.exitCode = 1;
}

function cardOf(command, lines) {
  const name = command.replaceAll(/[^a-z0-9]+/g, '-');
  const card = readFileSync(new URL(`test/golden/${name}.80.txt`, root), 'utf8').trimEnd();
  if (lines === undefined) return card;
  return [...card.split('\n').slice(0, Number(lines)), '…'].join('\n');
}
