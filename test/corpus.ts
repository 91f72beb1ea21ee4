import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const made: string[] = [];

/** Absolute path of the hand-written fixtures. */
export const FIXTURES = join(projectRoot, 'fixtures');

/** Absolute config folders of the fixtures, those made after reports among them, without the bare sessions of `edge`. */
export function fixtureFolders(): string[] {
  return readdirSync(FIXTURES)
    .filter((version) => /^\d|^reports$/.test(version))
    .flatMap((version) => readdirSync(join(FIXTURES, version)).map((name) => join(FIXTURES, version, name)))
    .filter((path) => statSync(path).isDirectory());
}

/** Names of the sessions of `fixtures/edge`, to be had by `copyEdge`. */
export function edgeNames(): string[] {
  return readdirSync(join(FIXTURES, 'edge'))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => basename(name, '.jsonl'));
}

/** Absolute path of the public transcripts' folder beside this checkout; null where it is absent. */
export function sharedDir(): string | null {
  const path = resolve(projectRoot, '..', 'shared');
  return existsSync(path) ? path : null;
}

/** Absolute config folders (each with `projects/` below it) of the public transcripts, by name; empty when absent. */
export function transcriptFolders(): string[] {
  const shared = sharedDir();
  if (shared === null) return [];
  const folder = join(shared, 'transcripts');
  if (!existsSync(folder)) return [];
  return foldersBelow(folder).map((name) => join(folder, name));
}

/** Absolute config folder of one transcript folder by its name; null when it is absent. */
export function transcriptFolder(name: string): string | null {
  return transcriptFolders().find((path) => basename(path) === name) ?? null;
}

/** Histories with several files, forks, flat agents and copies. */
export const HISTORIES = [
  '2.0.40/flat-agents-of-two-sessions',
  '2.1.150/fork-with-forked-from',
  '2.1.150/fork-without-evidence',
  '2.1.200/two-slugs',
  '2.1.45/progress-duplicate-elsewhere',
  '2.1.97/finished-only-in-the-copy',
].map((name) => join(FIXTURES, name));

/** Every corpus there is: a name, and how its config folder is had. */
export function corpora(): (readonly [name: string, folderOf: () => string])[] {
  return [
    ...fixtureFolders().map((folder) => [relative(FIXTURES, folder), () => folder] as const),
    ...edgeNames().map((name) => [`edge/${name}`, () => copyEdge(name)] as const),
    ...transcriptFolders().map((folder) => [basename(folder), () => folder] as const),
  ];
}

/**
 * Makes a config folder in the temporary directory. Keys are paths below `projects/`, as `p/s1.jsonl` or
 * `p/s1/subagents/agent-a.jsonl`; buffers are written byte for byte.
 */
export function makeRoot(layout: Readonly<Record<string, string | Buffer>>): string {
  const root = emptyRoot();
  for (const [path, content] of Object.entries(layout)) {
    const file = join(root, 'projects', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return root;
}

/** Makes a config folder that holds one session of `fixtures/edge` and its agents, as the project `p`. */
export function copyEdge(name: string): string {
  const root = emptyRoot();
  const project = join(root, 'projects', 'p');
  mkdirSync(project, { recursive: true });
  cpSync(join(FIXTURES, 'edge', `${name}.jsonl`), join(project, `${name}.jsonl`));
  const agents = join(FIXTURES, 'edge', name);
  if (existsSync(agents)) cpSync(agents, join(project, name), { recursive: true });
  return root;
}

/** Removes what `makeRoot` and `copyEdge` made: for `afterAll`. */
export function removeRoots(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}

function emptyRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'tj-test-'));
  made.push(root);
  mkdirSync(join(root, 'projects'));
  return root;
}

function foldersBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** Copies the folder with some of its files not there yet and others cut at some byte; whole when `cut` is NaN. */
export function growTo(from: string, to: string, cut: number, seed: number): void {
  for (const [index, file] of filesBelow(from).entries()) {
    const target = join(to, relative(from, file));
    mkdirSync(dirname(target), { recursive: true });
    const bytes = readFileSync(file);
    const before = statSync(target, { throwIfNoEntry: false })?.size ?? 0;
    const end = Number.isNaN(cut) ? bytes.length : Math.max(before, (cut * (index + 7)) % (bytes.length + 1));
    const isAbsent = !Number.isNaN(cut) && before === 0 && (seed + index) % 3 === 0;
    if (isAbsent || end === before) continue;
    if (file.endsWith('.json')) cpSync(file, target);
    else writeFileSync(target, bytes.subarray(before, end), { flag: 'a' });
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.jsonl?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
