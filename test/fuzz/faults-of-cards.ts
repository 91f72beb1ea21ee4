import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main.ts';

/** What commands print while they run here, instead of on standard output. */
export interface Printed {
  text: string;
}

const GROUPS = ['day', 'model', 'project', 'session', 'agent', 'tool', 'branch'];

/** Documents in which the five parts of tokens stand. */
const CARDS = ['quickstart', 'context', 'tokenmaxx'];

/** Questions that only have to be answered. */
const OTHERS = [
  ['sessions'],
  ['agents'],
  ['session', '--last'],
  ['session', '--last', '--spans'],
  ['advise'],
  ['status'],
];

const WITHOUT_WINDOW: ReadonlySet<string | undefined> = new Set(['quickstart', 'status', 'session']);

type Usage = Readonly<Record<string, number>>;
type Answer = Readonly<Record<string, unknown>> & { readonly totals: Usage; readonly rows: readonly Usage[] };

/** What is wrong with the answers about a config folder: none fails, groups sum to the whole, and so do the parts of a card. */
export async function faultsOfCards(root: string, printed: Printed): Promise<string[]> {
  const home = mkdtempSync(join(tmpdir(), 'tj-fuzz-'));
  Object.assign(process.env, { HOME: home, TJ_HOME: home, TJ_NOW: '2026-12-24T12:00:00Z', CLAUDE_CONFIG_DIR: root });
  const faults: string[] = [];
  const ask = async (words: readonly string[]): Promise<Answer | undefined> => {
    printed.text = '';
    const status = await main([
      ...words,
      '--json',
      '--root',
      root,
      ...(WITHOUT_WINDOW.has(words[0]) ? [] : ['--since', 'all']),
    ]);
    const answer = documentIn(printed.text);
    const isMissing = words[0] === 'session' && status === 1;
    if (status === 0 && answer !== undefined) return answer;
    if (!isMissing) faults.push(`tj ${words.join(' ')} exits with ${status}: ${printed.text.slice(0, 500)}`);
    return undefined;
  };
  const totals = (await ask(['usage']))?.totals;
  for (const by of GROUPS) {
    const answer = await ask(['usage', '--by', by]);
    for (const name of ['input_tokens', 'output_tokens', 'total_tokens', 'responses'])
      if (answer !== undefined && sumOf(answer.rows, name) !== totals?.[name])
        faults.push(`rows by ${by} have ${sumOf(answer.rows, name)} ${name}, all have ${totals?.[name]}`);
  }
  for (const card of CARDS) {
    const parts = (await ask([card]))?.quota_composition as Readonly<Record<string, Usage>> | undefined;
    if (parts === undefined || card === 'quickstart') continue;
    const sum = sumOf(Object.values(parts), 'tokens');
    if (sum !== totals?.total_tokens)
      faults.push(`the parts of ${card} have ${sum} tokens, all have ${totals?.total_tokens}`);
  }
  for (const words of OTHERS) await ask(words);
  rmSync(home, { recursive: true, force: true });
  return faults;
}

function sumOf(rows: readonly Usage[], name: string): number {
  return rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);
}

function documentIn(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
