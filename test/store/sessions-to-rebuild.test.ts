import { expect, it } from 'vitest';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { sessionsToRebuild } from '../../src/store/sessions-to-rebuild.ts';

it('what an earlier version built is built anew from the newest session on', () => {
  const store = openStore(IN_MEMORY);
  const session = store.prepare('INSERT INTO sessions (session_id, title, ended_at, active_ms) VALUES (?, ?, ?, 0)');
  const sighting = store.prepare("INSERT INTO sightings (session_id, key, variant, sighting) VALUES (?, ?, '', '{}')");
  const endedAt = { a: 1000, b: 3000, c: null, d: 2000, empty: 4000, unasked: 5000 };
  for (const [id, at] of Object.entries(endedAt)) {
    session.run(id, '', at);
    if (id !== 'empty') sighting.run(id, id);
  }
  expect(sessionsToRebuild(store, ['a', 'b', 'c', 'd', 'empty', 'nobody'])).toEqual(['b', 'd', 'a', 'c']);
  store.close();
});
