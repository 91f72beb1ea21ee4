// tj's ledger of a session against what the counting server was sent.
import { join } from 'node:path';
import { FIXED, toldBy, truthOf } from './ledger-rows.mjs';
import { runTj } from './sandbox.mjs';
import { transcriptOf, withoutRequests } from './transcript-copy.mjs';

/** Percent of a session's cost that a kind may be off: where the transcript records what was sent, and by the rules alone. */
const BY_REQUESTS = 0.2;
const BY_RULES = 1.0;
const FIXED_IN_SUM = 0.5;

/** Share of its own size that an MCP server or a memory file may be off. */
const OF_ITSELF = 0.1;

/** Prints the ledgers of a session side by side, and checks what must hold. */
export function checkLedger(trial, sandbox, sessionId) {
  const transcript = transcriptOf(sandbox, sessionId);
  const asked = trial.api.counted.filter((request) => request.sessionId === sessionId);
  const kept = asked.filter(({ id }) => transcript.answers.has(id));
  const left = asked.filter(({ id }) => !transcript.answers.has(id)).map(({ purpose }) => purpose);
  console.log(`    requests: ${asked.length}, of them in the transcript's own record: ${transcript.requests}`);
  console.log(
    `    requests without an answer in the transcript: ${left.length}${left.map((one) => `, ${one}`).join('')}`,
  );
  const truth = truthOf(kept, priceIn(sandbox));
  const config = withoutRequests(sandbox, sessionId);
  const home = { TJ_HOME: join(sandbox.tmp, 'tj-by-rules') };
  const ways = [
    { way: 'as it is', limit: transcript.requests > 0 ? BY_REQUESTS : BY_RULES, args: [], env: {} },
    { way: 'by the rules', limit: BY_RULES, args: ['--root', config], env: home },
  ];
  for (const { way, limit, args, env } of ways)
    checkWay(trial, { way, limit }, truth, toldBy(contextOf(sandbox, sessionId, args, env)));
}

/** One way to come to a ledger: all that the transcript records, or without its record of requests. */
function checkWay(trial, { way, limit }, truth, told) {
  const rows = rowsOf(truth.rows, told.rows);
  print(way, rows);
  const tokens = [truth, told].map((ledger) => [...ledger.rows.values()].reduce((sum, row) => sum + row.tokens, 0));
  trial.check(
    `${way}: all that was sent is accounted for`,
    tokens[0] === tokens[1],
    `${tokens[1]} of ${tokens[0]} tokens`,
  );
  const fixed = rows.filter(({ name }) => FIXED.includes(name)).reduce((sum, { off }) => sum + off, 0);
  const name = `${way}: fixed context within ${FIXED_IN_SUM} % of cost`;
  trial.check(name, Math.abs(fixed) <= FIXED_IN_SUM, signed(fixed));
  const beyond = rows.filter(({ off }) => Math.abs(off) > limit).map((row) => `${row.name} ${signed(row.off)}`);
  const every = `${way}: every kind within ${limit.toFixed(1)} % of cost`;
  trial.check(every, beyond.length === 0, beyond.join(', ') || `${rows.length} kinds`);
  checkSizes(trial, `${way}: MCP server`, truth.servers, told.servers);
  checkSizes(trial, `${way}: memory file`, truth.files, told.files);
}

function checkSizes(trial, what, truth, told) {
  for (const [name, { tokens }] of truth) {
    const says = told.get(name)?.tokens ?? 0;
    const holds = Math.abs(says - tokens) <= OF_ITSELF * tokens;
    trial.check(`${what} ${name} within 10 % of its size`, holds, `${says} tokens sent, in truth ${tokens}`);
  }
}

/** One row for each kind in either ledger, the costliest first; `off` in percent of cost. */
function rowsOf(truth, told) {
  const none = { tokens: 0, share: 0 };
  const rows = [...new Set([...truth.keys(), ...told.keys()])].map((name) => {
    const [is, says] = [truth.get(name) ?? none, told.get(name) ?? none];
    return { name, is, says, off: 100 * (says.share - is.share) };
  });
  return rows.sort((a, b) => b.is.share - a.is.share || b.says.share - a.says.share);
}

function print(way, rows) {
  const line = (name, ...cells) =>
    console.log(`    ${name.padEnd(32)}${cells.map((cell) => cell.padStart(10)).join('')}`);
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  line(`${way}: tokens sent, cost`, 'truth', 'tj', 'truth', 'tj', 'off');
  for (const { name, is, says, off } of rows)
    line(name, String(is.tokens), String(says.tokens), percent(is.share), percent(says.share), signed(off));
}

function signed(percent) {
  return `${percent < 0 ? '' : '+'}${percent.toFixed(2)}`;
}

function contextOf(sandbox, sessionId, args, env) {
  const { status, stdout, stderr } = runTj(
    sandbox,
    ['context', '--session', sessionId, '--all', '--json', ...args],
    env,
  );
  if (status !== 0) throw new Error(`tj context ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** List prices by model, as tj has them. */
function priceIn(sandbox) {
  const known = new Map();
  return (model) => {
    if (!known.has(model)) {
      const { stdout } = runTj(sandbox, ['pricing', model, '--json']);
      known.set(model, JSON.parse(stdout).models[0].in_force);
    }
    return known.get(model);
  };
}
