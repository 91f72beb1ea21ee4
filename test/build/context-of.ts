import { buildSession } from '../../src/build/build-session.ts';
import type { ThreadContext } from '../../src/model/context.ts';
import { sessionId } from '../../src/model/ids.ts';
import { PLACE } from '../../src/model/packed-context.ts';
import type { SessionRows } from '../../src/model/session-rows.ts';
import { fileStates } from '../../src/store/file-states.ts';
import { lines, record, text } from '../checklist/lines.ts';
import { makeRoot } from '../corpus.ts';
import { storeOf } from '../tree.ts';

/** Counts of one response; absent is 0. */
export interface Sent {
  readonly input?: number;
  readonly read?: number;
  readonly write5m?: number;
  readonly write1h?: number;
  readonly output?: number;
}

/** A response of these counts, finished unless `message` says otherwise; a text or blocks. */
export function chat(
  second: number,
  id: string,
  { input = 0, read = 0, write5m = 0, write1h = 0, output = 0 }: Sent,
  content: string | readonly object[] = '',
  message: object = {},
): object {
  const usage = {
    input_tokens: input,
    output_tokens: output,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: write5m + write1h,
    cache_creation: { ephemeral_5m_input_tokens: write5m, ephemeral_1h_input_tokens: write1h },
  };
  const blocks = typeof content === 'string' ? [text(content)] : content;
  const finished = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', content: blocks, usage };
  return record('assistant', second, { message: { ...finished, ...message } });
}

/** So many characters; 2.5 of them are thought to be a token. */
export function chars(count: number): string {
  return 'x'.repeat(count);
}

/** What is built of one session with these records. */
export async function built(...records: readonly object[]): Promise<SessionRows> {
  const store = await storeOf(makeRoot({ 'p/s.jsonl': lines(...records) }));
  const files = fileStates(store).filesOf('s');
  store.close();
  return buildSession(sessionId('s'), files);
}

/** The main thread's context in one session with these records. */
export async function contextOf(...records: readonly object[]): Promise<ThreadContext> {
  const { contexts } = await built(...records);
  const [main, ...others] = contexts;
  if (main === undefined || others.length > 0) throw new Error(`expected one thread, found ${contexts.length}`);
  return main;
}

/** The places of a stretch, one by one. */
export function placesIn(places: Int32Array): { readonly item: number; readonly tokens: number }[] {
  return Array.from({ length: places.length / PLACE.length }, (_, index) => {
    const at = index * PLACE.length;
    return { item: places[at + PLACE.item] ?? -1, tokens: places[at + PLACE.tokens] ?? -1 };
  });
}

/**
 * The prompt of each response, by its id: `kind tokens` from its first token on, for results `tool target tokens`;
 * what lies side by side and is of one item is one.
 */
export function prompts({ items, stretches }: ThreadContext): Record<string, string[]> {
  const told = stretches.flatMap(({ places, steps }) =>
    steps.map(({ sighting, contextTokens }) => {
      const parts: { name: string; tokens: number }[] = [];
      let left = contextTokens;
      for (const { item, tokens } of placesIn(places)) {
        if (left <= 0 || tokens === 0) continue;
        const { kind, tool, label } = items[item] ?? { kind: '?', tool: '', label: '' };
        const name = tool === '' ? kind : `${kind === 'tool' ? '' : `${kind} of `}${tool} ${label}`.trim();
        const last = parts.at(-1);
        if (last?.name === name) last.tokens += Math.min(tokens, left);
        else parts.push({ name, tokens: Math.min(tokens, left) });
        left -= tokens;
      }
      return [sighting.key, parts.map((part) => `${part.name} ${part.tokens}`)] as const;
    }),
  );
  return Object.fromEntries(told);
}
