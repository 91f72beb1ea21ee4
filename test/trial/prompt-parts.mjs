// What a prompt is made of, in the order of the prompt: tools, system, messages. Known from the request alone.
import { pieceOfUserText, piecesOfSystemTurn } from './reminder-pieces.mjs';

/** What an image measures, in characters: the 1,500 tokens of the one image that these sessions have. */
const IMAGE_CHARACTERS = 6000;

/** Tokens before this position of a prompt, at 4 characters each; positions are rounded, so that sums never drift. */
export function tokensUpTo(characters) {
  return Math.round(characters / 4);
}

/** The parts of a request: kind, label, the text that makes them the same as a part of another request, characters. */
export function partsOfRequest(request) {
  const calls = new Map(
    blocksOf(request).flatMap(({ block }) => (block.type === 'tool_use' ? [[block.id, block]] : [])),
  );
  const isDeferred = (tool) => tool.defer_loading === true;
  const tools = request.tools ?? [];
  const loadable = new Map(tools.filter(isDeferred).map((tool) => [tool.name, tool]));
  const seen = { calls, loadable };
  return [
    ...tools.filter((tool) => !isDeferred(tool)).map(partOfTool),
    ...systemOf(request).map(({ text }) => partOf('system prompt', '', text)),
    ...blocksOf(request).flatMap(({ role, block }) => partsOfBlock(role, block, seen)),
  ];
}

/** Characters of an answer, by the rule that holds when it is sent back. */
export function charactersOfAnswer(content) {
  return content.reduce((sum, block) => sum + textOfAnswer(block).length, 0);
}

/** Claude Code's own bill is no part of the prompt. */
function systemOf({ system = [] }) {
  const blocks = typeof system === 'string' ? [{ text: system }] : system;
  return blocks.filter(({ text }) => !text.startsWith('x-anthropic-billing-header'));
}

function blocksOf({ messages }) {
  return messages.flatMap(({ role, content }) =>
    (typeof content === 'string' ? [{ type: 'text', text: content }] : content).map((block) => ({ role, block })),
  );
}

/** The flags of a definition steer the API; the model does not see them. */
function partOfTool({ cache_control: _, defer_loading: __, ...definition }) {
  const server = /^mcp__(.+?)__/.exec(definition.name)?.[1];
  const text = JSON.stringify(definition);
  return server ? partOf('mcp server', server, text) : partOf('tool', definition.name, text);
}

function partsOfBlock(role, block, seen) {
  if (role === 'assistant') return [partOf('assistant output', block.type, textOfAnswer(block))];
  if (block.type === 'tool_result') return partsOfResult(block, seen);
  if (block.type === 'image') return [imagePart(block)];
  if (block.type === 'tool_addition') return loaded(block.tool.definition ?? block.tool.name, seen);
  if (block.type === 'tool_removal') return [];
  if (block.type !== 'text') throw new Error(`a block of type ${block.type} in a message of role ${role}`);
  const pieces = role === 'system' ? piecesOfSystemTurn(block.text) : pieceOfUserText(block.text);
  return pieces.map(({ kind, label, text }) => partOf(kind, label, text));
}

function partsOfResult({ tool_use_id, content = '' }, seen) {
  const name = seen.calls.get(tool_use_id)?.name ?? 'unknown';
  const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  return blocks.flatMap((block) => {
    if (block.type === 'text') return [partOf('tool result', name, block.text)];
    if (block.type === 'image') return [imagePart(block)];
    if (block.type === 'tool_reference') return loaded(block.tool_name, seen);
    throw new Error(`a block of type ${block.type} in a tool result`);
  });
}

/** A deferred tool stands where it is first named: there the API expands it, so that the cache of what is before it stays. */
function loaded(tool, { loadable }) {
  if (typeof tool !== 'string') return [partOfTool(tool)];
  const named = loadable.get(tool);
  loadable.delete(tool);
  return named ? [partOfTool(named)] : [];
}

function textOfAnswer(block) {
  if (block.type === 'text') return block.text;
  if (block.type === 'thinking') return block.thinking + block.signature;
  if (block.type === 'tool_use') return block.name + JSON.stringify(block.input);
  throw new Error(`a block of type ${block.type} in an answer`);
}

function imagePart(block) {
  return { kind: 'image', label: '', text: JSON.stringify(block.source), characters: IMAGE_CHARACTERS };
}

function partOf(kind, label, text) {
  return { kind, label, text, characters: text.length };
}
