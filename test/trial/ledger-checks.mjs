// tj's ledger of a session against what the counting server was sent.
import { readFileSync } from 'node:fs';
import { FIXED, toldBy, truthOf } from './ledger-rows.mjs';
import { runTj, transcriptsOf } from './sandbox.mjs';

/** Percent of a session's cost that a row may be off: by the rules, and where the transcript says what was sent. */
const BY_RULES = 1.0;
const BY_REQUESTS = 0.2;
const FIXED_IN_SUM = 0.5;

/** Share of its own size that an MCP server or a memory file may be off. */
const OF_ITSELF = 0.1;

/** Prints both ledgers of a session side by side, and checks what must hold. */
export function checkLedger(trial, sandbox, sessionId) {
  const transcript = transcriptOf(sandbox, sessionId);
  const asked = trial.api.counted.filter((request) => request.sessionId === sessionId);
  const kept = asked.filter(({ id }) => transcript.answers.has(id));
  const truth = truthOf(kept, priceIn(sandbox));
  const told = toldBy(context(sandbox, sessionId));
  const rows = rowsOf(truth.rows, told.rows);
  print(rows);
  const left = asked.filter(({ id }) => !transcript.answers.has(id)).map(({ purpose }) => purpose);
  console.log(
    `    requests with an answer in the transcript: ${kept.length}; without: ${left.length} (${left.join('; ')})`,
  );
  console.log(`    requests that the transcript records: ${transcript.requests}`);
  checkShares(trial, rows, transcript.requests > 0 ? BY_REQUESTS : null);
  checkSizes(trial, 'MCP server', truth.servers, told.servers);
  checkSizes(trial, 'memory file', truth.files, told.files);
}

function checkShares(trial, rows, closer) {
  const fixed = rows.filter(({ name }) => FIXED.includes(name)).reduce((sum, { off }) => sum + off, 0);
  trial.check(`fixed context within ${FIXED_IN_SUM} % of cost`, Math.abs(fixed) <= FIXED_IN_SUM, signed(fixed));
  for (const limit of closer === null ? [BY_RULES] : [BY_RULES, closer]) {
    const beyond = rows.filter(({ off }) => Math.abs(off) > limit);
    const worst = beyond.map(({ name, off }) => `${name} ${signed(off)}`).join(', ');
    trial.check(`every kind within ${limit.toFixed(1)} % of cost`, beyond.length === 0, worst || 'all of them');
  }
}

function checkSizes(trial, what, truth, told) {
  for (const [name, { tokens }] of truth) {
    const is = told.get(name)?.tokens ?? 0;
    const observed = `${is} tokens sent, in truth ${tokens}`;
    trial.check(`${what} ${name} within 10 % of its size`, Math.abs(is - tokens) <= OF_ITSELF * tokens, observed);
  }
}

/** One row for each kind in either ledger, the costliest first; `off` in percent of cost. */
function rowsOf(truth, told) {
  const none = { tokens: 0, share: 0 };
  const names = [...new Set([...truth.keys(), ...told.keys()])];
  const rows = names.map((name) => {
    const [is, says] = [truth.get(name) ?? none, told.get(name) ?? none];
    return { name, is, says, off: 100 * (says.share - is.share) };
  });
  return rows.sort((a, b) => b.is.share - a.is.share || b.says.share - a.says.share);
}

function print(rows) {
  const line = (name, ...cells) =>
    console.log(`    ${name.padEnd(32)}${cells.map((cell) => cell.padStart(10)).join('')}`);
  const percent = (share) => `${(100 * share).toFixed(2)} %`;
  line('tokens sent, share of cost', 'truth', 'tj', 'truth', 'tj', 'off');
  for (const { name, is, says, off } of rows)
    line(name, String(is.tokens), String(says.tokens), percent(is.share), percent(says.share), signed(off));
}

function signed(percent) {
  return `${percent < 0 ? '' : '+'}${percent.toFixed(2)}`;
}

function context(sandbox, sessionId) {
  const { status, stdout, stderr } = runTj(sandbox, ['context', '--session', sessionId, '--all', '--json']);
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

/** Ids of the answers that the transcripts of a session have, its agents' too, and how many requests they record. */
function transcriptOf(sandbox, sessionId) {
  const answers = new Set();
  let requests = 0;
  for (const path of transcriptsOf(sandbox).filter((one) => one.includes(sessionId)))
    for (const line of readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
      const { type, message } = JSON.parse(line);
      if (type === 'assistant') answers.add(message.id);
      if (type === 'api-request') requests++;
    }
  return { answers, requests };
}
