import { fileReadBy } from '../model/command-file.ts';
import { commandLabel, commandProgram } from '../model/command-label.ts';
import { onlyReads } from '../model/command-reads.ts';
import { labelOf, pathLabelOf } from '../model/label.ts';
import type { ChangedLines, Spawn, ToolCall } from '../model/tool-facts.ts';
import { toolKind } from '../model/tool-kind.ts';
import type { StringPlace, TextSource } from './json-scanner.ts';
import { keptText } from './kept-text.ts';
import { promptHash } from './prompt-hash.ts';
import type { RawBlock, RawInput } from './raw-record.ts';

/** Bytes of an argument that are looked at for its label. */
const TARGET_BYTES = 240;

/** The same for a command, which may begin with much that only prepares it. */
const COMMAND_BYTES = 4096;

/** Commands that only read are shorter, in characters. */
const READ_CHARS = 1000;

/** The same for a path, of which the end tells most. */
const PATH_BYTES = 4096;

/** Bytes of an edit's texts that are compared line by line. */
const EDIT_BYTES = 8 * 1024 * 1024;

/** Arguments that tell what a call is about, the most telling first; `description` only where nothing else is there. */
const TARGETS = [
  ...['file_path', 'notebook_path', 'command', 'url', 'query', 'pattern', 'skill', 'path', 'to', 'recipient'],
  ...['subject', 'task_id', 'taskId', 'description', 'name', 'prompt'],
];

/** Arguments that are paths. */
const PATHS: ReadonlySet<string> = new Set(['file_path', 'notebook_path', 'path']);

/** For what starts agents, the few words that describe the task. */
const SPAWN_TARGETS = ['description', 'name', 'subagent_type'];

/** The facts that are kept of a tool call: label, hash and sizes, none of its contents. `folder`: in which it was made. */
export function toolCall(scan: TextSource, block: RawBlock, id: string, folder: string | null): ToolCall {
  const name = block.name ?? '';
  const { input } = block;
  // TaskCreate, TaskUpdate and their like are ordinary tools.
  const spawns = name === 'Agent' || name === 'Task';
  const command = input === null ? null : commandOf(scan, input);
  const run = toolKind(name) === 'command' ? command : null;
  return {
    id: keptText(id),
    name: keptText(labelOf(name)),
    target:
      input === null ? '' : keptText(targetOf(scan, input, spawns ? SPAWN_TARGETS : TARGETS, command?.text ?? '')),
    inputHash: input?.hash ?? '',
    inputChars: input?.bytes ?? 0,
    lines: input === null ? null : linesOf(scan, name, input),
    spawn: spawns ? spawnOf(scan, input) : null,
    program: run === null ? null : programOf(run.text),
    onlyReads: run !== null && run.chars <= READ_CHARS && onlyReads(run.text) ? true : null,
    reads: run === null || run.chars > READ_CHARS ? null : fileRead(run.text, folder),
  };
}

/** A call's command: as much of it as is looked at, read once for all that is told of it, and its characters. */
function commandOf(scan: TextSource, input: RawInput): { text: string; chars: number } | null {
  const place = textAt(input, 'command');
  return place === null ? null : { text: scan.textOf(place, COMMAND_BYTES), chars: place.chars };
}

function programOf(command: string): string | null {
  const program = commandProgram(command);
  return program === null ? null : keptText(program);
}

function fileRead(command: string, folder: string | null): string | null {
  const file = fileReadBy(command, folder);
  return file === null ? null : keptText(pathLabelOf(file));
}

function spawnOf(scan: TextSource, input: RawInput | null): Spawn {
  const prompt = input === null ? null : textAt(input, 'prompt');
  return {
    agentType: input === null ? null : labelAt(scan, input, 'subagent_type'),
    name: input === null ? null : labelAt(scan, input, 'name'),
    promptHash: prompt === null ? null : promptHash(scan, [prompt]),
  };
}

function targetOf(scan: TextSource, input: RawInput, keys: readonly string[], command: string): string {
  for (const key of keys) {
    const label = key === 'command' ? commandLabel(command) || null : labelAt(scan, input, key);
    if (label !== null) return label;
  }
  return '';
}

function labelAt(scan: TextSource, input: RawInput, key: string): string | null {
  const place = textAt(input, key);
  if (place === null) return null;
  if (PATHS.has(key)) return pathLabelOf(scan.textOf(place, PATH_BYTES)) || null;
  return labelOf(scan.textOf(place, TARGET_BYTES)) || null;
}

function textAt(input: RawInput, key: string): StringPlace | null {
  return input.texts.find((text) => text.key === key)?.place ?? null;
}

function linesOf(scan: TextSource, name: string, input: RawInput): ChangedLines | null {
  const text = (key: string) => {
    const place = textAt(input, key);
    return place === null ? null : linesIn(scan.textOf(place, EDIT_BYTES));
  };
  if (name === 'Edit') return changedLines(text('old_string') ?? [], text('new_string') ?? []);
  const content = name === 'Write' ? text('content') : null;
  return content === null ? null : { added: content.length, removed: 0 };
}

/** A last newline ends a line and begins none; an empty text has none at all. */
function linesIn(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** What is left of both texts without the lines they have in common at their head and at their end. */
function changedLines(before: readonly string[], after: readonly string[]): ChangedLines {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let [from, to] = [before.length, after.length];
  while (from > head && to > head && before[from - 1] === after[to - 1]) {
    from--;
    to--;
  }
  return { added: to - head, removed: from - head };
}
