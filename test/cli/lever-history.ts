import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES, makeRoot } from '../corpus.ts';

/** Fixtures of `2.1.332` that are about levers. */
const LEVERS = [
  'lever-file',
  'lever-hook-context',
  'lever-image',
  'lever-listings',
  'lever-memory-file',
  'lever-tool-output',
];

/** Two sessions with an MCP server that one of them calls. */
const FIGMA = {
  '22222222-0000-4000-8000-00000000000a': 'fixed-context-a',
  '22222222-0000-4000-8000-00000000000b': 'fixed-context-b',
};

/** All of these as one history: 33 responses on 2026-10-02. */
export function leverHistory(): string {
  const ofLevers = LEVERS.flatMap((name) => {
    const folder = join(FIXTURES, '2.1.332', name, 'projects/-w-shop');
    return readdirSync(folder).map((file) => [`-w-shop/${file}`, readFileSync(join(folder, file), 'utf8')] as const);
  });
  const ofFigma = Object.entries(FIGMA).map(([session, edge]) => {
    return [`-w-shop/${session}.jsonl`, readFileSync(join(FIXTURES, 'edge', `${edge}.jsonl`), 'utf8')] as const;
  });
  return makeRoot(Object.fromEntries([...ofLevers, ...ofFigma]));
}
