// An MCP server on standard input and output: node mcp-server.mjs NAME TOOLS [FILE]. Its tools keep notes, and answer at some
// length. It is silent until the file is there, and takes it away when it has said what tools it has.
import { existsSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { until } from './until.mjs';

const [name, tools, gate] = process.argv.slice(2);
const DESCRIPTION = `Keeps a note under a name, for whoever asks ${name} for it later. `;

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  if (gate && method === 'initialize') await until('the gate is open', () => existsSync(gate));
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: resultOf(method, params) })}\n`);
  if (gate && method === 'tools/list') rmSync(gate, { force: true });
});

function resultOf(method, params) {
  if (method === 'initialize') {
    const instructions = `Ask ${name} before you write anything down. `.repeat(20);
    const serverInfo = { name, version: '1.0.0' };
    return { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo, instructions };
  }
  if (method === 'tools/list') return { tools: Array.from({ length: Number(tools) }, (_, index) => toolOf(index)) };
  if (method === 'tools/call') return { content: [{ type: 'text', text: `Noted by ${name}. `.repeat(200) }] };
  return {};
}

function toolOf(index) {
  const properties = { text: { type: 'string', description: 'what to keep' } };
  const inputSchema = { type: 'object', properties, required: ['text'] };
  return { name: `keep_${index}`, description: DESCRIPTION.repeat(20 + 5 * index), inputSchema };
}
