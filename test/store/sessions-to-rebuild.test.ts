import { expect, it } from 'vitest';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { sessionsToRebuild } from '../../src/store/sessions-to-rebuild.ts';

it('what is not built is built anew from the newest session on', () => {
  const store = openStore(IN_MEMORY);
  const file = store.prepare(`
    INSERT INTO files (path, kind, session_id, size, mtime_ms, ino, head_hash, position, next_line, parser_version)
    VALUES (?, 'main', ?, 0, ?, 0, '', 0, 0, 0)`);
  const writtenAt = { a: 1000, b: 3000, d: 2000, built: 4000, unasked: 5000 };
  for (const [id, at] of Object.entries(writtenAt)) file.run(`/${id}.jsonl`, id, at);
  file.run('/a/agent.jsonl', 'a', 2500);
  store.prepare("INSERT INTO sessions (session_id, title, active_ms) VALUES ('built', '', 0)").run();
  expect(sessionsToRebuild(store, ['a', 'b', 'd', 'built', 'nobody'])).toEqual(['b', 'a', 'd']);
  store.close();
});
