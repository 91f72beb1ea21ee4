// npm run bench [-- --ccusage] [--only ROW,ROW] [--runs 5] [--quick] [--write]: whole processes, run in turn; the ratios
// of medians are the result. With --ccusage the npm package of that name stands beside first answers. Trees are kept in
// the folder that TJ_BENCH_TREES names. --write puts the table into docs/speed.md, and some of it into the README.
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Contestants } from './contestants.mjs';
import { inTurn } from './measure.mjs';
import { lineOf, tableOf, writeTables } from './report.mjs';
import { ROWS } from './rows.mjs';
import { real } from './sources.mjs';
import { totalsOn } from './totals.mjs';
import { Trees } from './trees.mjs';

/** The most memory that tj may hold in any of the rows. */
const MOST_MEMORY = 300e6;
/** The most of the transcripts' bytes that a store of everything may have. */
const MOST_STORED = 0.09;

const { values } = parseArgs({
  options: {
    ccusage: { type: 'boolean', default: false },
    only: { type: 'string' },
    runs: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
if (values.write && values.only !== undefined) throw new Error('--write needs all rows: leave out --only');
const rows = chosen(values.only?.split(','));
const trees = new Trees(values);
const on = new Contestants(trees, { withCcusage: values.ccusage });

try {
  const heading = headingOf();
  console.log(`${heading}\n`);
  const results = rows.flatMap(resultsOrWhyNone);
  results.push(...memoryOf(results));
  console.log(`\n${tableOf(results)}\n`);
  const measured = [...new Set(rows.flatMap((row) => row.tree ?? []))];
  for (const tree of measured) console.log(totalsOn(on, tree).join('\n'));
  if (values.write) writeTables(projectFile('README.md'), projectFile('docs/speed.md'), heading, results);
} finally {
  on.close();
  trees.close();
}

function projectFile(path) {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

function chosen(ids) {
  const unknown = ids?.filter((id) => ROWS.every((row) => row.id !== id)) ?? [];
  if (unknown.length > 0)
    throw new Error(`no row ${unknown.join(', ')}; there are ${ROWS.map(({ id }) => id).join(', ')}`);
  return ids === undefined ? ROWS : ROWS.filter((row) => ids.includes(row.id));
}

function headingOf() {
  const beside = on.peer === 'ccusage' ? 'ccusage 20' : 'a loop of `JSON.parse` over all lines (baseline)';
  const sessions = real ? 'real sessions' : 'made-up sessions';
  return `Node ${process.versions.node}, ${cpus().length} cores, ${sessions}, medians of ${runs}; beside first answers: ${beside}.`;
}

/** One program that cannot answer is no reason to measure nothing else. */
function resultsOrWhyNone(row) {
  try {
    return resultsOf(row);
  } catch (error) {
    process.exitCode = 1;
    console.error(`${row.id} is not measured: ${error.message.split('\n')[0]}`);
    return [{ what: `${row.what}: not measured`, failed: true }];
  }
}

/** What a row says; after `tj index` of everything also how large the store is. */
function resultsOf(row) {
  const { name, run, times = 1 } = row.beside(on);
  const of = row.tree === undefined ? undefined : sizeOf(on.tree(row.tree));
  const { own, beside } = inTurn(() => row.own(on), run, runs);
  const ratio = own.ms / (beside.ms * times);
  // A mark against ccusage says nothing about another program.
  const most = row.peer && on.peer !== 'ccusage' ? undefined : row.most;
  const result = {
    id: row.id,
    what: row.what,
    of,
    own: own.ms,
    beside: { name, ms: beside.ms * times },
    ratio,
    ...(most === undefined ? {} : { most: `${most}x`, held: ratio <= most }),
    bytes: own.memory,
    memory: Number.isNaN(own.memory) ? '' : `${megabytes(own.memory)} MB`,
  };
  const all = row.id === 'index-large' ? [result, storeOf(of)] : [result];
  for (const each of all) console.log(lineOf(each));
  return all;
}

function storeOf(of) {
  const share = on.storeBytes('large') / on.tree('large').bytes;
  return {
    what: `store after \`tj index\`: ${(share * 100).toFixed(1)} % of the bytes`,
    of,
    most: `${MOST_STORED * 100} %`,
    held: share <= MOST_STORED,
  };
}

function memoryOf(results) {
  const known = results.filter(({ bytes }) => bytes > 0).sort((a, b) => b.bytes - a.bytes);
  if (known.length === 0) return [];
  const [{ what, of, bytes, memory }] = known;
  const most = `${megabytes(MOST_MEMORY)} MB`;
  return [{ what: `most memory of all: ${what}`, of, most, held: bytes <= MOST_MEMORY, memory }];
}

function sizeOf({ bytes, files, name, responses }) {
  if (name === 'year') return `${responses.toLocaleString('en')} responses`;
  return `${files === 1 ? '1 file' : `${files.toLocaleString('en')} files`}, ${megabytes(bytes)} MB`;
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(0);
}
