/**
 * What a team sends: makes the sessions of a share of a day (500 people, 200 sessions each), exports them to a collector
 * of its own, and puts the rows into ClickHouse: `node test/team/scale.mjs [SHARE]`, by default 0.01. With `--spans N` it
 * makes so many spans instead, and measures the export alone.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clickHouse, rowCollector } from './clickhouse.mjs';

const TJ = fileURLToPath(new URL('../../bin/tj.js', import.meta.url));
const DAY = { people: 500, sessions: 200 };

/** As in public histories: 65 spans a session, of these half calls. */
const SESSION = { turns: 4, responses: 30, calls: 31 };
const SPANS = SESSION.turns + SESSION.responses + SESSION.calls;

const asked = process.argv.indexOf('--spans');
const spans = asked < 0 ? null : Number(process.argv[asked + 1]);
const share = spans === null ? Number(process.argv[2] ?? 0.01) : null;
const sessions = spans === null ? Math.round(DAY.people * DAY.sessions * share) : Math.ceil(spans / SPANS);
const home = mkdtempSync(join(tmpdir(), 'tj-scale-'));
/** Says at the end of a process how much memory it had at most. */
const PEAK = join(home, 'peak.cjs');
writeFileSync(PEAK, "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS));\n");

async function main() {
  makeSessions(sessions);
  await tj(['index', '--root', join(home, 'claude')]);
  const received = [];
  const seen = { requests: 0, bytes: 0, bytesSent: 0 };
  const db = spans === null ? await clickHouse() : null;
  const collector = await rowCollector(({ bytes, bytesSent, rows }) => {
    seen.requests++;
    seen.bytes += bytes;
    seen.bytesSent += bytesSent;
    if (db !== null) received.push(rows);
  });
  const words = [
    'export',
    '--otlp',
    '--json',
    '--budget',
    '0',
    '--root',
    join(home, 'claude'),
    '--endpoint',
    collector.url,
  ];
  const first = await tj(words);
  const second = await tj(words);
  collector.close();
  const sent = JSON.parse(first.stdout).spans;
  console.log(`${sessions} sessions, ${sent} spans, ${seen.requests} requests`);
  console.log(
    `${mb(seen.bytes)} MB of JSON, ${mb(seen.bytesSent)} MB with gzip (${Math.round(seen.bytesSent / sent)} bytes a span)`,
  );
  console.log(`export: ${first.seconds} s, ${first.memoryMb} MB; again, with nothing new: ${second.seconds} s`);
  console.log(`store: ${mb(statSync(join(home, 'tj', 'tj.db')).size)} MB`);
  if (db === null) return;
  for (const rows of received) db.insert(rows());
  const [size] = db.ask(`SELECT sumIf(bytes_on_disk, table = 'otel_traces') AS traces,
    sumIf(bytes_on_disk, table = 'tj_spans') AS spans, sumIf(rows, table = 'otel_traces') AS rows
    FROM system.parts WHERE active`);
  console.log(`ClickHouse: ${size.rows} rows, otel_traces ${mb(size.traces)} MB, tj_spans ${mb(size.spans)} MB`);
  const day = (number) => Math.round(number / share).toLocaleString('en');
  console.log(
    `a day: ${day(sent)} spans and rows, ${day(seen.requests)} requests of 2,000 (${day(sessions)} of one session), ` +
      `${mb(seen.bytesSent / share)} MB with gzip, ${mb((size.traces + size.spans) / share)} MB on disk`,
  );
  db.close();
}

/** Sessions one after the other, each in a project of ten. */
function makeSessions(count) {
  for (let s = 0; s < count; s++) {
    const folder = join(home, 'claude', 'projects', `-w-repo-${s % 10}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${sessionId(s)}.jsonl`), transcript(s));
  }
}

function transcript(s) {
  const base = Date.parse('2026-03-01T00:00:00Z') + s * 60_000;
  const lines = [];
  let second = 0;
  const record = (type, message, more = {}) => {
    const timestamp = new Date(base + second++ * 4000).toISOString();
    lines.push(
      JSON.stringify({
        type,
        timestamp,
        uuid: `${s}-${second}`,
        cwd: `/w/repo-${s % 10}`,
        version: '2.1.332',
        message,
        ...more,
      }),
    );
  };
  for (let r = 0, call = 0; r < SESSION.responses; r++) {
    if (r % Math.ceil(SESSION.responses / SESSION.turns) === 0)
      record('user', { role: 'user', content: `please do part ${r} of it` });
    const calls = r === 0 ? SESSION.calls - SESSION.responses + 1 : 1;
    const uses = Array.from({ length: calls }, () => ({
      type: 'tool_use',
      id: `t${s}-${call++}`,
      name: TOOLS[call % TOOLS.length],
      input: { file_path: `/w/src/file-${(s * 7 + call) % 400}.ts` },
    }));
    const usage = {
      input_tokens: 3 + (s % 5),
      output_tokens: 200 + ((s * 31 + r * 17) % 900),
      cache_read_input_tokens: 20_000 + r * 1500 + (s % 97),
      cache_creation_input_tokens: 900 + ((s + r) % 600),
    };
    record('assistant', {
      id: `m${s}-${r}`,
      model: MODELS[s % MODELS.length],
      role: 'assistant',
      stop_reason: 'tool_use',
      content: uses,
      usage,
    });
    for (const { id } of uses)
      record('user', { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: `result ${id}` }] });
  }
  return `${lines.join('\n')}\n`;
}

const TOOLS = ['Bash', 'Read', 'Edit', 'Read', 'Grep', 'mcp__figma__get'];
const MODELS = ['claude-opus-4-8', 'claude-sonnet-4-6', 'claude-haiku-4-5'];

function sessionId(s) {
  return `${s.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

/** Runs tj; its peak of memory is what the system says of it. */
function tj(words) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const env = { ...process.env, TJ_HOME: join(home, 'tj') };
    const child = spawn(process.execPath, ['--require', PEAK, TJ, ...words], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(stderr));
      const memoryMb = Math.round(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1000);
      resolve({ stdout, seconds: ((performance.now() - begun) / 1000).toFixed(1), memoryMb });
    });
  });
}

function mb(bytes) {
  return (bytes / 1e6).toFixed(1);
}

try {
  await main();
} finally {
  rmSync(home, { recursive: true, force: true });
}
