import { spanTree } from '../src/analyse/span-tree.ts';
import type { Span } from '../src/model/spans.ts';
import { type ChatRow, chatRows } from '../src/query/chat-rows.ts';
import { ALL_RESPONSES } from '../src/query/response-filter.ts';
import { type TreeRows, treeRows } from '../src/query/tree-rows.ts';
import { IN_MEMORY, openStore, type Store } from '../src/store/open-store.ts';
import { ingestFolder } from './ingest/store-dump.ts';

/** One session as the store tells it. */
export interface SessionTree {
  readonly sessionId: string;
  readonly spans: readonly Span[];
  readonly rows: TreeRows;
  readonly chats: readonly ChatRow[];
}

/** Reads a config folder into a store of its own in memory; the caller closes it. */
export async function storeOf(configDir: string): Promise<Store> {
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, configDir);
  return store;
}

/** All sessions of a store with their trees, by session id. */
export function treesIn(store: Store): Map<string, SessionTree> {
  const rowsOf = treeRows(store);
  const chats = groupBy(chatRows(store, ALL_RESPONSES, []), (chat) => chat.sessionId);
  const ids = store.prepare<[], string>('SELECT session_id FROM sessions ORDER BY session_id').pluck().all();
  return new Map(
    ids.map((sessionId) => {
      const [rows, own] = [rowsOf(sessionId), chats.get(sessionId) ?? []];
      return [sessionId, { sessionId, rows, chats: own, spans: spanTree(sessionId, rows, own) }];
    }),
  );
}

/** All sessions of a config folder with their trees. */
export async function treesOf(configDir: string): Promise<Map<string, SessionTree>> {
  const store = await storeOf(configDir);
  const trees = treesIn(store);
  store.close();
  return trees;
}

/** The only session of a config folder. */
export async function treeOf(configDir: string): Promise<SessionTree> {
  const [tree, ...others] = (await treesOf(configDir)).values();
  if (tree === undefined || others.length > 0) throw new Error(`expected one session, found ${others.length + 1}`);
  return tree;
}

/**
 * The tree as short lines, children indented below their parents: `kind name start-end status`, times in seconds after
 * `zero`, agents as `type#id`, chats by the id of their response.
 */
export function drawn(tree: SessionTree, zero: string): string[] {
  const begin = Date.parse(zero);
  const seconds = (at: number | null) => (at === null ? '?' : String((at - begin) / 1000));
  const children = groupBy(tree.spans, (span) => span.parentSpanId);
  const draw = (parent: string | null, indent: string): string[] =>
    (children.get(parent) ?? []).flatMap((span) => {
      const name = {
        turn: span.name,
        chat: span.responseId,
        tool: `${span.name} ${span.toolUseId}`,
        agent: `${span.name}#${span.agentId}`,
      }[span.kind];
      const times =
        span.startedAt === null && span.endedAt === null
          ? 'no time'
          : `${seconds(span.startedAt)}-${seconds(span.endedAt)}`;
      const line = `${indent}${span.kind} ${name} ${times}${span.status === 'ok' ? '' : ` ${span.status}`}${span.error === '' ? '' : `: ${span.error}`}`;
      return [line, ...draw(span.spanId, `${indent}  `)];
    });
  return draw(null, '');
}

/** Items by a key of theirs (Map.groupBy came with Node 21). */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
