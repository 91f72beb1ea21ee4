// What Claude Code itself puts into messages, by how it begins: it folds what it has to say into few texts.

/** How pieces of a message of role `system` begin; each beginning starts a piece, and what follows belongs to it. */
const BEGINNINGS = [
  [/^(SessionStart|UserPromptSubmit|PreToolUse|PostToolUse|Stop)\b.*? hook /, 'hook context'],
  [/^The following (deferred )?tools /, 'deferred tools'],
  [/^\d+ deferred tools? /, 'deferred tools'],
  [/^The following MCP servers have disconnected/, 'mcp server', 'MCP instructions'],
  [/^Available agent types /, 'agent listing'],
  [/^# MCP Server Instructions/, 'mcp instructions'],
  [/^The following skills are available/, 'skill listing'],
  [/^# Environment\n/, 'reminder', 'environment'],
  [/^You are powered by the model/, 'reminder', 'model'],
  [/^While .* mode is active/, 'reminder', 'mode'],
  [/^Today's date is /, 'reminder', 'date'],
  [/^The user hasn't heard from you/, 'reminder', 'silent turn'],
  [/^\[SYSTEM NOTIFICATION/, 'notification'],
];

/** How texts of a message of role `user` begin that no person has written. */
const USER_BEGINNINGS = [
  [/^(<system-reminder>\n)?\[SYSTEM NOTIFICATION/, 'notification', ''],
  [/^<task-notification>/, 'notification', ''],
  [/^This session is being continued from a previous conversation/, 'compaction summary', ''],
  [/^<(local-command|command)-/, 'command', ''],
  [/^Base directory for this skill: /, 'skill text', ''],
  [/^Tool loaded\.$/, 'reminder', 'tool loaded'],
  [/^<system-reminder>\nAs you answer the user's questions/, 'reminder', 'session context'],
  [/^<system-reminder>\nAttribution for git commits/, 'reminder', 'attribution'],
  [/^<system-reminder>\n(Called the|Result of calling the) /, 'reminder', 'file kept'],
];

const MEMORY_FILE = /^Contents of (\/.*?)(?: \(.*\))?:$/gm;

/** The pieces of a text of role `system`, which are joined by blank lines. */
export function piecesOfSystemTurn(text) {
  const pieces = [];
  for (const paragraph of text.split(/(?<=\n\n)/)) {
    const begun = BEGINNINGS.find(([pattern]) => pattern.test(paragraph));
    if (begun) pieces.push({ kind: begun[1], label: begun[2] ?? '', text: paragraph });
    else if (pieces.length === 0) pieces.push({ kind: 'reminder', label: firstWords(paragraph), text: paragraph });
    else pieces[pieces.length - 1].text += paragraph;
  }
  return pieces.flatMap((piece) => (piece.kind === 'mcp instructions' ? byServer(piece.text) : [piece]));
}

/** A text of role `user`; memory files are pieces of their own. */
export function pieceOfUserText(text) {
  if (text.startsWith('<system-reminder>') && text.search(MEMORY_FILE) >= 0) return byMemoryFile(text);
  const begun = USER_BEGINNINGS.find(([pattern]) => pattern.test(text.trimStart()));
  if (begun) return [{ kind: begun[1], label: begun[2], text }];
  if (text.startsWith('<system-reminder>')) return [{ kind: 'reminder', label: firstWords(text.slice(18)), text }];
  return [{ kind: 'prompt', label: '', text }];
}

/** Words before the first file are the first file's, words after the last the last's. */
function byMemoryFile(text) {
  return cutAt(text, [...text.matchAll(MEMORY_FILE)], 'memory');
}

function byServer(text) {
  return cutAt(text, [...text.matchAll(/^## (.+)$/gm)], 'mcp instructions');
}

function cutAt(text, matches, kind) {
  return matches.map((match, index) => {
    const from = index === 0 ? 0 : match.index;
    return { kind, label: match[1], text: text.slice(from, matches[index + 1]?.index) };
  });
}

function firstWords(text) {
  return text.trimStart().slice(0, 40).replaceAll('\n', ' ');
}
