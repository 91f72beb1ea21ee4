// node test/bench/make-year.mjs STORE DEST [--times 11]: a store of many more responses, to measure answers with.
// Every session of STORE is repeated under other ids, each time a month earlier.
import { copyFileSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string', default: '11' } },
});
const [from, dest] = positionals;
if (from === undefined || dest === undefined) throw new Error('STORE or DEST is missing');

const MONTH_MS = 30 * 86_400_000;
const TABLES = ['sessions', 'turns', 'agents', 'tools', 'events', 'contexts', 'usage', 'responses'];
const TIMES = new Set(['at', 'started_at', 'ended_at', 'newest_at']);
const BUCKETS = new Set(['bucket']);
const IDS = new Set(['session_id', 'turn_id', 'key']);

for (const end of ['', '-wal', '-shm']) rmSync(dest + end, { force: true });
copyFileSync(from, dest);
const store = new Database(dest);
store.pragma('foreign_keys = OFF');
store.prepare('ATTACH ? AS once').run(from);
store.transaction(() => {
  for (const table of TABLES) {
    const columns = store.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(table);
    for (let month = 1; month < Number(values.times); month++) {
      const values = columns.map((column) => {
        if (IDS.has(column)) return `iif(${column} = '', '', ${column} || '-${month}')`;
        if (TIMES.has(column)) return `${column} - ${month * MONTH_MS}`;
        return BUCKETS.has(column) ? `${column} - ${(month * MONTH_MS) / 900_000}` : column;
      });
      const order = ['responses', 'contexts', 'usage'].includes(table) ? 'ORDER BY rowid' : '';
      store.exec(`INSERT INTO main.${table} (${columns}) SELECT ${values} FROM once.${table} ${order}`);
    }
  }
  shiftContexts();
})();
console.log(JSON.stringify({ dest, responses: store.prepare('SELECT sum(responses) FROM usage').pluck().get() }));
store.close();
/** Days stand within contexts, too: see src/model/packed-context.ts. */
function shiftContexts() {
  const put = store.prepare('UPDATE contexts SET passengers = ?, stretches = ? WHERE rowid = ?');
  const rows = store.prepare(
    "SELECT rowid, session_id, passengers, stretches FROM contexts WHERE session_id LIKE '%-__' OR session_id LIKE '%-_'",
  );
  for (const { rowid, session_id, passengers, stretches } of rows.all()) {
    const month = Number(/-(\d\d?)$/.exec(session_id)?.[1] ?? 0);
    const [own, steps] = [passengers, stretches].map((bytes) => new Int32Array(Uint8Array.from(bytes).buffer));
    shiftPassengers(own, month * 30);
    shiftSteps(steps, month * 30);
    put.run(Buffer.from(own.buffer), Buffer.from(steps.buffer), rowid);
  }
}

function shiftPassengers(numbers, days) {
  const count = numbers[0];
  for (let i = 0; i < count; i++) shift(numbers, 1 + 6 * count + i, days);
  for (let at = 1 + 10 * count; at < numbers.length; ) {
    shift(numbers, at + 1, days);
    const [columns, passengers] = [numbers[at + 8], numbers[at + 9]];
    const lists = [0, 1, 2, 3, 4].filter((column) => (columns >> column) & 1).length;
    at += 10 + (1 + lists) * passengers;
  }
}

function shiftSteps(numbers, days) {
  for (let at = 0; at < numbers.length; ) {
    const first = at + 2 + 2 * numbers[at];
    const end = first + 8 * numbers[at + 1];
    for (let step = first; step < end; step += 8) shift(numbers, step, days);
    at = end;
  }
}

/** What has no time keeps none. */
function shift(numbers, at, days) {
  if (numbers[at] >= 0) numbers[at] -= days;
}
