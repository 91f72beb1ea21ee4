// A home where much of what can be in a prompt is: memory files, hooks that add context, a skill, MCP servers, an image.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const MCP_SERVER = fileURLToPath(new URL('mcp-server.mjs', import.meta.url));

/** What may be done without asking. */
const ALLOWED = ['Bash', 'Read', 'Edit', 'Skill', 'Agent', 'ToolSearch', 'mcp__notes', 'mcp__archive'];

/**
 * Fills the home of a sandbox. Paths: of the files that sessions ask for, and of those without which a server is silent,
 * where the servers are to be late.
 */
export function furnish(sandbox, { late = false } = {}) {
  const folder = join(sandbox.work, 'parts');
  const skill = join(sandbox.config, 'skills/deploy');
  for (const path of [folder, skill]) mkdirSync(path, { recursive: true });
  const files = { text: join(folder, 'list.txt'), image: join(sandbox.work, 'empty.png') };
  const gates = late ? ['notes', 'archive'].map((server) => join(sandbox.tmp, server)) : [];
  write(files.text, Array.from({ length: 300 }, (_, line) => `line ${line} of the list`).join('\n'));
  writeFileSync(files.image, emptyPicture(1500, 750));
  write(join(sandbox.config, 'CLAUDE.md'), `# Of the user\n\n${'Be brief and say what was measured.\n'.repeat(120)}`);
  write(join(sandbox.work, 'CLAUDE.md'), `# Of the project\n\n${'Names are plain words.\n'.repeat(300)}`);
  write(join(folder, 'CLAUDE.md'), `# Of this folder\n\n${'Lists are sorted.\n'.repeat(250)}`);
  const head = `---\nname: deploy\ndescription: Puts what was built where it runs\n---\n`;
  write(join(skill, 'SKILL.md'), `${head}${'Build it, look at it, put it there.\n'.repeat(120)}`);
  write(join(sandbox.config, 'settings.json'), JSON.stringify({ permissions: { allow: ALLOWED }, hooks: hooks() }));
  addServers(join(sandbox.config, '.claude.json'), gates);
  return { ...files, gates };
}

/** `notes` is in every prompt with its schemas; those of `archive` are deferred until they are searched for. */
function addServers(path, [notes, archive]) {
  const server = (name, tools, gate) => {
    const args = [MCP_SERVER, name, tools, ...(gate ? [gate] : [])];
    return { type: 'stdio', command: process.execPath, args, env: {} };
  };
  const mcpServers = {
    notes: { ...server('notes', '3', notes), alwaysLoad: true },
    archive: server('archive', '4', archive),
  };
  write(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), mcpServers }));
}

function hooks() {
  const saying = (event, text) => {
    const output = JSON.stringify({ hookSpecificOutput: { hookEventName: event, additionalContext: text } });
    return { hooks: [{ type: 'command', command: `echo '${output}'` }] };
  };
  return {
    SessionStart: [saying('SessionStart', 'Where the session begins it is told this. '.repeat(40))],
    UserPromptSubmit: [saying('UserPromptSubmit', 'With each prompt comes this. '.repeat(40))],
    PostToolUse: [{ matcher: 'Bash', ...saying('PostToolUse', 'After a command comes this. '.repeat(40)) }],
  };
}

function write(path, text) {
  writeFileSync(path, text);
}

/** A PNG of one colour; of 1500 by 750 points the API makes 1,500 tokens. */
function emptyPicture(width, height) {
  const chunk = (type, content) => {
    const named = Buffer.concat([Buffer.from(type), content]);
    return Buffer.concat([numbers(content.length), named, numbers(crc32(named))]);
  };
  const grey8 = Buffer.from([8, 0, 0, 0, 0]);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([numbers(width, height), grey8])),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function numbers(...values) {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return bytes;
}
