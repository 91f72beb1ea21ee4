// node test/bench/unattributed.mjs [PARENT]: of each config folder in PARENT, the share of its prompt tokens that nothing
// in its transcripts explains. Without PARENT the public transcripts beside the project, where they are there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Most that may be unattributed, of prompt tokens. */
const MARK = 0.05;

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const parent = resolve(process.argv[2] ?? join(root, '../shared/transcripts'));
if (existsSync(parent)) printShares();
else console.log(`skipped: there is no folder ${parent}`);

function printShares() {
  const work = mkdtempSync(join(tmpdir(), 'tj-unattributed-'));
  try {
    for (const name of foldersIn(parent)) console.log(lineOf(name, ledgerOf(join(parent, name), join(work, name))));
  } finally {
    rmSync(work, { recursive: true });
  }
}

function foldersIn(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

/** The ledger of all that a config folder holds. */
function ledgerOf(folder, db) {
  const args = ['context', '--json', '--by', 'kind', '--budget', '10m', '--db', `${db}.db`, '--root', folder];
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] };
  return JSON.parse(execFileSync(process.execPath, [join(root, 'bin/tj.js'), ...args], options)).ledger;
}

function lineOf(name, { prompt_tokens, unattributed_share }) {
  const share = unattributed_share ?? 0;
  const percent = `${(share * 100).toFixed(2)} %`.padStart(8);
  return `${percent} of ${String(prompt_tokens).padStart(12)}  ${name}${share > MARK ? '  above the mark of 5 %' : ''}`;
}
