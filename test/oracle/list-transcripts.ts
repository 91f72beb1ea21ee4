import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A transcript and what its path says about it. */
export interface Transcript {
  readonly path: string;
  readonly isMain: boolean;
  /** The session that the path names; null for a flat agent file, whose records name it. */
  readonly session: string | null;
}

/** Every transcript of a config folder or of its `projects` folder, in the order of paths. */
export function listTranscripts(configOrProjectsDir: string): Transcript[] {
  const inConfig = join(configOrProjectsDir, 'projects');
  const projects = existsSync(inConfig) ? inConfig : configOrProjectsDir;
  const found: Transcript[] = [];
  for (const slug of foldersIn(projects)) {
    const project = join(projects, slug);
    for (const name of filesIn(project)) {
      if (!name.endsWith('.jsonl')) continue;
      const isMain = !AGENT_FILE.test(name);
      found.push({ path: join(project, name), isMain, session: isMain ? name.slice(0, -'.jsonl'.length) : null });
    }
    for (const session of foldersIn(project)) {
      const beside =
        session === 'memory' ? [] : filesIn(join(project, session)).filter((name) => AGENT_FILE.test(name));
      const below = agentFilesBelow(join(project, session, 'subagents'));
      for (const path of [...beside.map((name) => join(project, session, name)), ...below]) {
        found.push({ path, isMain: false, session });
      }
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const AGENT_FILE = /^agent-.+\.jsonl$/;

function agentFilesBelow(folder: string): string[] {
  const here = filesIn(folder).filter((name) => AGENT_FILE.test(name));
  const deeper = foldersIn(folder).flatMap((name) => agentFilesBelow(join(folder, name)));
  return [...here.map((name) => join(folder, name)), ...deeper];
}

function foldersIn(folder: string): string[] {
  return entriesIn(folder)
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function filesIn(folder: string): string[] {
  return entriesIn(folder)
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

function entriesIn(folder: string) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}
