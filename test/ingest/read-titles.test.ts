import { afterAll, describe, expect, it } from 'vitest';
import { readTitles } from '../../src/ingest/read-titles.ts';
import { millis } from '../../src/model/time.ts';
import { ALL_RESPONSES } from '../../src/query/response-filter.ts';
import { sessionList } from '../../src/query/session-list.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { corpora, makeRoot, removeRoots } from '../corpus.ts';
import { AT, assistant, user } from '../parse/transcript-lines.ts';
import { ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

/** Later than all records that bear no wrong date. */
const NOW = millis(Date.UTC(2027, 0, 1));

/** What a card shows of sessions beside their usage, in its order. */
function rowsOf(store: Store): unknown[] {
  return sessionList(store, ALL_RESPONSES, NOW).map(({ sessionId, title, project, cwd, endedAt }) => {
    return { sessionId, title, project, cwd, endedAt };
  });
}

/** The rows of sessions that were read whole, and of the same read for their usage and then for their titles. */
async function bothOf(folder: string): Promise<{ readonly whole: unknown[]; readonly titled: unknown[] }> {
  const [whole, titled] = [openStore(IN_MEMORY), openStore(IN_MEMORY)];
  await ingestFolder(whole, folder);
  await ingestFolder(titled, folder, undefined, { depthOf: () => 'usage' });
  const known = titled.prepare<[], string>("SELECT session_id FROM sessions WHERE depth = 'usage'").pluck();
  await readTitles(titled, known.all(), 'short');
  const rows = { whole: rowsOf(whole), titled: rowsOf(titled) };
  whole.close();
  titled.close();
  return rows;
}

function sessionOf(...lines: readonly object[]): string {
  return makeRoot({ 'p/s1.jsonl': textOf(lines) });
}

/** A session with these titles, and a copy of it that went on, with those. */
function copied(titles: readonly object[], ofCopy: readonly object[]): string {
  const first = [user('go'), ANSWER];
  const later = assistant({ id: 'msg_2' }, { ...atMinute(9), requestId: 'req_2' });
  return makeRoot({
    'p/s1.jsonl': textOf([...titles, ...first]),
    'p/s2.jsonl': textOf([...ofCopy, ...first, user('and then', atMinute(8)), later, user(RESULT, atMinute(30))]),
  });
}

function textOf(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const atMinute = (minute: number) => ({
  uuid: `u${minute}`,
  timestamp: new Date(AT + minute * 60_000).toISOString(),
});

const ANSWER = assistant({}, atMinute(5));
const RESULT = [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }];
const TITLES = {
  custom: { type: 'custom-title', customTitle: 'its own' },
  ai: { type: 'ai-title', aiTitle: 'made up' },
  summary: { type: 'summary', summary: 'summed up', leafUuid: 'u5' },
};

const SESSIONS: Readonly<Record<string, readonly object[]>> = {
  'one that ends without an answer': [user('go'), ANSWER, user(RESULT, atMinute(6)), user(RESULT, atMinute(20))],
  'one that ends far ahead': [
    user('go'),
    ANSWER,
    user(RESULT, atMinute(6)),
    user(RESULT, { timestamp: '2031-01-01T00:00:00.000Z' }),
  ],
  'one whose times are written in another way': [
    user('go'),
    ANSWER,
    user(RESULT, { timestamp: '2026-01-01T03:00:00+01:00' }),
  ],
  'one with all titles': [TITLES.custom, TITLES.ai, user('go'), ANSWER, TITLES.summary],
  'one with two titles of a kind': [TITLES.ai, user('go'), ANSWER, { ...TITLES.ai, aiTitle: 'made up again' }],
  'one with an empty title': [{ ...TITLES.custom, customTitle: '' }, user('go'), ANSWER],
  'one whose type stands behind its title': [{ summary: 'summed up', type: 'summary' }, user('go'), ANSWER],
  'one that a command opened': [
    user('<command-name>/init</command-name><command-args></command-args>'),
    ANSWER,
    user('and then', atMinute(9)),
    user('<bash-input>ls</bash-input>', atMinute(10)),
  ],
  'one of commands alone': [
    user('<command-name>/clear</command-name>'),
    user('<command-name>/init</command-name>', atMinute(1)),
    ANSWER,
  ],
  'one whose first prompt was queued': [
    { type: 'attachment', attachment: { type: 'queued_command', prompt: 'go' }, ...atMinute(1) },
    user('go', atMinute(2)),
    ANSWER,
    user('on', atMinute(7)),
  ],
  'one with a prompt on a sidechain': [user('to an agent', { isSidechain: true }), user('go', atMinute(1)), ANSWER],
};

describe('a session that is read for its usage and its title is shown as one that was read whole', () => {
  it.each([
    ...corpora(),
    ['a copy without a title', () => copied([], [])] as const,
    ['a copy with the title of what it copied', () => copied([TITLES.ai], [TITLES.ai])] as const,
    [
      'a copy whose title is the first prompt of what it copied',
      () => copied([], [{ ...TITLES.ai, aiTitle: 'go' }]),
    ] as const,
    ['a copy with a title of its own', () => copied([TITLES.ai], [TITLES.ai, TITLES.custom])] as const,
    ...Object.entries(SESSIONS).map(([name, lines]) => [name, () => sessionOf(...lines)] as const),
  ])('in %s', async (_name, folderOf) => {
    const { whole, titled } = await bothOf(folderOf());
    expect(titled).toEqual(whole);
  });
});
