import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { type TitleRequest, titleRequest, titlesIn } from '../../analyse/title-request.ts';
import { errorCode } from '../../discover/error-code.ts';
import { writtenSince } from '../../model/depth.ts';
import { UserError } from '../../model/errors.ts';
import { jsonObject } from '../../model/json-object.ts';
import { labelOf } from '../../model/label.ts';
import { MINUTE_MS } from '../../model/time.ts';
import { totalTokens } from '../../model/tokens.ts';
import { costOf } from '../../price/cost-of.ts';
import type { PriceTable } from '../../price/price-table.ts';
import { ratesFor } from '../../price/rates-for.ts';
import { type UntitledSession, untitledSessions } from '../../query/untitled-sessions.ts';
import { showsDollars } from '../../render/money-policy.ts';
import { type Titled, titledLines, titleOffer, untitledLines } from '../../render/suggested-lines.ts';
import { makeFolder } from '../../spool/make-folder.ts';
import { keepSuggested, putLabel, undoSuggested } from '../../store/labels.ts';
import { ownStore } from '../ask.ts';
import { checkConsent } from '../check-consent.ts';
import { confirm } from '../confirm.ts';
import { loadPrices } from '../load-prices.ts';
import { lookOf } from '../look.ts';
import { noteRefreshed } from '../note-refreshed.ts';
import { print, printError, printJson } from '../output.ts';
import { refresh } from '../refresh.ts';
import { type RunContext, storePath } from '../run-context.ts';
import { planOf } from '../shared-options.ts';
import { withStore } from '../with-store.ts';
import type { LabelOptions } from './label.ts';

/** Sessions of one request; the next ones are for the next call. */
const MOST_SESSIONS = 20;

/** After this nothing comes any more. */
const MOST_MS = 3 * MINUTE_MS;

/** What the session is called that is made by asking. */
const OWN_LABEL = 'tj label --suggest';

/**
 * `tj label --suggest`: asks the local `claude -p` for titles of sessions that have none, and keeps them. What is sent and
 * what it may cost is said before; without consent nothing is. `UserError` where nobody can be asked, or Claude has no answer.
 */
export async function suggestTitles(options: LabelOptions, run: RunContext): Promise<void> {
  checkConsent(options, 'to ask Claude');
  const withDollars = showsDollars(planOf({ color: options.color }, run), false);
  const table = await loadPrices(run.tjHome, undefined);
  const own = ownStore(options, run, () => writtenSince(null, 'spans'));
  const sessions = await withStore(own.store, async (store) => {
    noteRefreshed(await refresh(store, run, { ...own.refresh, depthOf: writtenSince(null, 'spans') }));
    return untitledSessions(store, MOST_SESSIONS);
  });
  const look = await lookOf(run);
  if (sessions.length === 0) {
    if (options.json) printJson(documentOf([], 0, null, null));
    else print('Every session has a title of its own: there is nothing to ask for.\n');
    return;
  }
  const request = titleRequest(sessions);
  const tokens = totalTokens(request.tokens);
  const characters = request.system.length + request.prompt.length;
  const cost = withDollars ? priceOf(request, table, run) : null;
  const offer = titleOffer({ sessions: sessions.length, characters, tokens, cost }, look);
  if (options.dryRun) {
    if (options.json) printJson({ ...documentOf([], tokens, null, null), request: JSON.parse(request.prompt) });
    else print(`${offer}\n${request.prompt}\n`);
    return;
  }
  if (!options.json) printError(offer);
  if (!options.yes && !(await confirm('Ask Claude?'))) return print('Nothing was asked, nothing was changed.\n');
  const sessionId = randomUUID();
  const answer = await askClaude(request, sessionId, run);
  const titled = await keep(sessions, answer.text, sessionId, options, run);
  if (titled.length === 0) throw new UserError('no-titles', 'the answer of claude has no titles in it: try again', 1);
  if (options.json) printJson(documentOf(titled, tokens, answer.usd, sessionId));
  else print(titledLines(titled, withDollars ? answer.usd : null, look));
}

/** `tj label --undo`: takes out what the last `--suggest` gave. */
export async function undoTitles(options: LabelOptions, run: RunContext): Promise<void> {
  const taken = await withStore(storePath(run, options.db), async (store) => undoSuggested(store));
  const removed = [...taken].map(([session_id, label]) => ({ session_id, label }));
  if (options.json) printJson({ schema: 1, removed });
  else print(untitledLines(taken, await lookOf(run)));
}

function documentOf(titled: readonly Titled[], tokens: number, usd: number | null, sessionId: string | null): object {
  const titles = titled.map(({ sessionId: session_id, label, before }) => ({ session_id, label, before }));
  return { schema: 1, titles, estimated_tokens: tokens, cost_usd: usd, asked_in_session: sessionId };
}

/** At the list price of the newest Haiku; null where there is none. */
function priceOf({ tokens }: TitleRequest, { models, ...table }: PriceTable, { now }: RunContext) {
  const haikus = models.filter(({ id, released }) => /(?:^|-)haiku(?:-|$)/.test(id) && released !== null);
  const [newest] = haikus.sort((a, b) => ((a.released ?? '') < (b.released ?? '') ? 1 : -1));
  if (newest === undefined) return null;
  const call = { model: newest.id, atMs: now, speed: 'standard', geo: null, tier: null, promptTokens: 0 } as const;
  const price = ratesFor({ models, ...table }, call);
  return price.kind === 'unpriced' ? null : costOf(price, tokens, 0);
}

interface Answer {
  readonly text: string;
  /** What Claude Code says it cost. */
  readonly usd: number | null;
}

/** Without anything that the user has Claude Code do otherwise: the request is this text and no more. */
function askClaude({ system, prompt }: TitleRequest, sessionId: string, { env, tjHome }: RunContext): Promise<Answer> {
  makeFolder(tjHome);
  const words = [
    ...['-p', '--model', 'haiku', '--effort', 'low', '--output-format', 'json', '--session-id', sessionId],
    ...['--safe-mode', '--strict-mcp-config', '--tools', '', '--system-prompt', system],
  ];
  const child = spawn('claude', words, { cwd: tjHome, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const tooLate = setTimeout(() => child.kill(), MOST_MS);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  child.stdin.on('error', errorCode).end(prompt);
  const answered = new Promise<Answer>((resolve, reject) => {
    child.once('error', (error) => reject(new UserError('no-claude', whyNot(error), 1)));
    child.once('close', (code, signal) => {
      const result = jsonObject(said.stdout);
      const text = result?.result;
      const usd = typeof result?.total_cost_usd === 'number' ? result.total_cost_usd : null;
      if (code === 0 && typeof text === 'string' && result?.is_error !== true) return resolve({ text, usd });
      const words = labelOf(typeof text === 'string' ? text : said.stderr, 200) || howEnded(signal ?? code);
      reject(new UserError('claude-failed', `claude -p gave no titles: ${words}`, 1));
    });
  });
  return answered.finally(() => clearTimeout(tooLate));
}

function howEnded(how: string | number | null): string {
  return how === 0 ? 'its answer could not be read' : `it ended with ${how}`;
}

function whyNot(error: Error): string {
  return errorCode(error) === 'ENOENT'
    ? 'there is no claude on the PATH: titles come from your own Claude Code'
    : `claude cannot be run: ${error.message}`;
}

/** Keeps the titles, and a label for the session that was made by asking. */
async function keep(
  sessions: readonly UntitledSession[],
  answer: string,
  sessionId: string,
  options: LabelOptions,
  run: RunContext,
): Promise<Titled[]> {
  const titles = titlesIn(answer, sessions.length);
  const labels = new Map(
    sessions.flatMap((session, index) => {
      const title = titles[index] ?? null;
      return title === null ? [] : [[session.sessionId, title] as const];
    }),
  );
  const kept = await withStore(storePath(run, options.db), async (store) => {
    putLabel(store, sessionId, OWN_LABEL);
    return new Set(keepSuggested(store, labels, run.now));
  });
  return sessions.flatMap(({ sessionId: id, title }) => {
    return kept.has(id) ? [{ sessionId: id, label: labels.get(id) ?? '', before: title }] : [];
  });
}
