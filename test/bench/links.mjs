// node test/bench/links.mjs [DIR...]: by which rule each agent of these config folders was linked to the call that
// started it, and every one that is ambiguous or unlinked, to be looked at. Without DIR the public transcripts beside
// the project, where they are there.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';

const here = dirname(fileURLToPath(import.meta.url));
const shared = join(here, '../../../shared/transcripts');
const given = process.argv.slice(2);
const folders = given.length > 0 ? given : existsSync(shared) ? foldersBelow(shared) : [];
if (folders.length === 0) throw new Error('no folder was given, and the public transcripts are not beside the project');

const work = mkdtempSync(join(tmpdir(), 'tj-links-'));
try {
  const db = join(work, 'tj.db');
  const roots = folders.flatMap((folder) => ['--root', folder]);
  execFileSync(process.execPath, [join(here, '../../bin/tj.js'), 'index', '--db', db, ...roots], { stdio: 'ignore' });
  const store = new Database(db, { readonly: true });
  const files = store
    .prepare("SELECT count(DISTINCT session_id || agent_id) FROM files WHERE kind LIKE '%agent'")
    .pluck()
    .get();
  console.log(`${files} agents with a file of their own`);
  for (const { link, agents } of store
    .prepare('SELECT link, count(*) AS agents FROM agents GROUP BY 1 ORDER BY 2 DESC, 1')
    .all())
    console.log(`${link.padEnd(10)} ${agents}`);
  const doubtful = store.prepare(
    "SELECT session_id, agent_id, link, label FROM agents WHERE link IN ('type', 'unlinked') ORDER BY 1, 2",
  );
  for (const { session_id, agent_id, link, label } of doubtful.all())
    console.log(`${link}: ${session_id} ${agent_id} ${label}`);
  store.close();
} finally {
  rmSync(work, { recursive: true });
}

function foldersBelow(folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
}
