/**
 * Asks the questions of docs/team.md of ClickHouse, of spans that tj exported, and holds each answer against tj's own:
 * `node test/team/questions.mjs [FOLDER...]`, folders of ../shared/transcripts, by default all.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clickHouse, questions, rowCollector } from './clickhouse.mjs';

const TJ = fileURLToPath(new URL('../../bin/tj.js', import.meta.url));
const SHARED = fileURLToPath(new URL('../../../shared/transcripts', import.meta.url));
const HOME = mkdtempSync(join(tmpdir(), 'tj-team-'));

const folders = process.argv.slice(2);
async function main() {
  const named = folders.length > 0 ? folders : readdirSync(SHARED).filter((name) => !name.includes('.'));
  const roots = named.flatMap((name) => ['--root', join(SHARED, name)]);
  const db = await clickHouse();
  if (db === null) return 0;
  try {
    const requests = [];
    const collector = await rowCollector((request) => requests.push(request));
    await tj(['export', '--otlp', '--endpoint', collector.url, '--budget', '10m', ...roots]);
    collector.close();
    const rows = requests.flatMap((request) => request.rows());
    // Twice, as after a run that was cut off before it could note what was acknowledged.
    for (let time = 0; time < 2; time++) db.insert(rows);
    console.log(`${rows.length} spans in ${requests.length} requests, each inserted twice`);
    const json = async (...words) => {
      const shown = ['--json', '--since', 'all', '--utc', '--budget', '0', ...roots];
      return JSON.parse(await tj([...words, ...shown]));
    };
    let wrong = 0;
    for (const [name, compare] of Object.entries(COMPARED)) {
      const answer = db.ask(questions().get(name));
      const differences = differing(...(await compare(answer, json)));
      wrong += differences.length;
      console.log(`${differences.length === 0 ? 'equal' : 'DIFFERS'}  ${name}: ${answer.length} rows`);
      for (const each of differences.slice(0, 5)) console.log(`  ${each}`);
    }
    return wrong === 0 ? 0 : 1;
  } finally {
    db.close();
  }
}

/** Of each question two maps that must be equal: what ClickHouse says, and what tj says. */
const COMPARED = {
  async cost(answer, json) {
    const [own, theirs] = [new Map(), new Map()];
    for (const [by, column] of [
      ['day', 'Day'],
      ['model', 'Model'],
      ['project', 'Repository'],
    ]) {
      const key = (row) => (by === 'project' ? folderOf(row.key) : row.key);
      for (const row of answer) add(theirs, `${by} ${row[column]}`, [row.Cost, row.Responses, row.Tokens]);
      for (const row of (await json('usage', '--by', by)).rows) {
        add(own, `${by} ${key(row)}`, [row.cost_usd, row.responses, row.total_tokens]);
      }
    }
    return [theirs, own];
  },

  async rebuilds(answer, json) {
    const { rebuilds } = await json('context');
    return [
      new Map(answer.map((row) => [`${row.Cause} ${row.Inferred}`, [row.Rebuilds, row.Tokens]])),
      new Map(
        rebuilds.by_cause
          .filter(({ inferred }) => inferred !== null)
          .map(({ cause, inferred, events, tokens }) => [`${cause} ${inferred}`, [events, tokens]]),
      ),
    ];
  },

  async servers(answer, json) {
    const { fixed } = await json('context', '--all');
    const servers = fixed.filter(({ part }) => part === 'mcp');
    return [
      new Map(
        answer.filter(({ Tokens }) => Tokens > 0).map((r) => [r.Name, [r.Tokens, r.Responses, r.Sessions, r.Calls]]),
      ),
      new Map(servers.map((s) => [s.name, [s.sent_tokens, s.responses, s.sessions, s.calls]])),
    ];
  },

  async agents(answer, json) {
    const { types } = await json('agents', '--all');
    return [
      new Map(answer.map((row) => [row.Agent, [row.Agents, row.Responses, row.Cost, row.Tokens]])),
      new Map(types.map((t) => [t.agent_type ?? 'agent', [t.agents, t.responses, t.cost_usd, t.total_tokens]])),
    ];
  },

  async retries(answer, json) {
    const own = new Map();
    for (const { tools } of await everySession(json)) {
      for (const { name, calls, errors, denied, retries } of tools) add(own, name, [calls, errors, denied, retries]);
    }
    const theirs = new Map(answer.map((row) => [row.Tool, [row.Calls, row.Errors, row.Denied, row.Retries]]));
    // In place of a call that started an agent stands the agent.
    for (const tool of ['Agent', 'Task']) for (const side of [own, theirs]) side.delete(tool);
    return [theirs, own];
  },

  async sessions(answer, json) {
    const { sessions } = await json('sessions', '--all');
    return [
      new Map(answer.map((row) => [row.Session, [row.Turns, row.Responses, row.Agents, row.Cost, row.Tokens]])),
      new Map(sessions.map((s) => [s.session_id, [s.turns, s.responses, s.agents, s.cost_usd, s.total_tokens]])),
    ];
  },

  async context(answer, json) {
    const sizes = new Map();
    for (const { session, context } of await everySession(json)) {
      const repository = folderOf(session.project);
      const prompts = context.map((each) => each.prompt_tokens).filter((size) => size > 0);
      sizes.set(repository, [...(sizes.get(repository) ?? []), ...prompts]);
    }
    const own = [...sizes].filter(([, all]) => all.length > 0);
    return [
      new Map(answer.map((row) => [row.Repository, [row.Prompts, row.Median, row.P95, row.Largest]])),
      new Map(
        own.map(([name, all]) => [name, [all.length, quantile(all, 0.5), quantile(all, 0.95), quantile(all, 1)]]),
      ),
    ];
  },

  async levers(answer, json) {
    const { levers } = await json('advise');
    const { fixed, rebuilds } = await json('context', '--all');
    // What costs too little to be a lever is told by what somebody did.
    const deeds = rebuilds.by_deed.flatMap(({ deed, events, tokens }) => {
      return deed in DEEDS ? [[DEEDS[deed], [events, tokens]]] : [];
    });
    const own = new Map([
      ...deeds,
      ...levers
        .filter(({ kind }) => kind === 'pause' || kind === 'model-switch')
        .map((l) => [l.kind === 'pause' ? `pause: ${l.subject}` : l.kind, [l.responses, l.cost.tokens]]),
    ]);
    for (const { part, name, calls, sent_tokens } of fixed) {
      if (part === 'mcp' && calls === 0) own.set(`mcp-server: ${name} was never called`, [sent_tokens]);
    }
    const isServer = (row) => row.Lever.startsWith('mcp-server');
    return [
      new Map(
        answer.map((row) => [
          row.Lever.startsWith('model-switch') ? 'model-switch' : row.Lever,
          isServer(row) ? [row.Tokens] : [row.Times, row.Tokens],
        ]),
      ),
      own,
    ];
  },
};

const DEEDS = { came_back_after_1h: 'pause: over 1 h', came_back_after_5m: 'pause: over 5 min' };

let sessionsRead = null;

/** `tj session --json` of every session. */
async function everySession(json) {
  if (sessionsRead !== null) return sessionsRead;
  const { sessions } = await json('sessions', '--all');
  sessionsRead = [];
  const waiting = [...sessions];
  const read = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      sessionsRead.push(await json('session', next.session_id));
    }
  };
  await Promise.all([read(), read()]);
  return sessionsRead;
}

/** As ClickHouse's `quantileExact`: one of the values, none between two. */
function quantile(values, level) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))];
}

function add(sums, key, numbers) {
  const before = sums.get(key) ?? numbers.map(() => 0);
  sums.set(
    key,
    numbers.map((number, i) => before[i] + (number ?? 0)),
  );
}

function folderOf(path) {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? '';
}

function differing(theirs, own) {
  return [...new Set([...theirs.keys(), ...own.keys()])].flatMap((key) => {
    const [a, b] = [theirs.get(key) ?? [], own.get(key) ?? []];
    const isEqual = a.length === b.length && a.every((value, i) => near(value, b[i]));
    return isEqual ? [] : [`${key}: ClickHouse ${JSON.stringify(a)}, tj ${JSON.stringify(b)}`];
  });
}

/** Dollars are rounded to the nano-dollar, response by response. */
function near(a, b) {
  return a === b || Math.abs((a ?? 0) - (b ?? 0)) < 1e-6 * Math.max(1, Math.abs(b ?? 0));
}

function tj(words) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TJ_HOME: HOME, TZ: 'UTC' };
    const child = spawn(process.execPath, [TJ, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`tj ${words.slice(0, 3).join(' ')} ended with ${code}`));
    });
  });
}

if (!existsSync(SHARED)) console.log('skipped: there are no transcripts beside this checkout');
else process.exitCode = await main();
rmSync(HOME, { recursive: true, force: true });
