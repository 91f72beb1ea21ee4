// What a session of Claude Code leaves, without Claude Code: node pretend-claude.mjs ID MS. A note of its process, a transcript
// with one response, and after MS milliseconds, where TJ_SCRIPT names tj, the end that its hook reports.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [sessionId, ms] = process.argv.slice(2);
const { pid } = process;
const cwd = process.cwd();
const config = join(homedir(), '.claude');
const sessions = join(config, 'sessions');
const transcript = join(config, 'projects/-w-app', `${sessionId}.jsonl`);
for (const folder of [sessions, join(transcript, '..')]) mkdirSync(folder, { recursive: true });

const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
const procStart = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
writeFileSync(join(sessions, `${pid}.json`), JSON.stringify({ pid, sessionId, cwd, startedAt: Date.now(), procStart }));

const common = { sessionId, cwd, version: '2.1.332', isSidechain: false, userType: 'external' };
const prompt = { type: 'user', uuid: `u-${sessionId}`, parentUuid: null, message: { role: 'user', content: 'Go' } };
const usage = { input_tokens: 10, output_tokens: 90, cache_read_input_tokens: 0, cache_creation_input_tokens: 900 };
const message = { id: `msg_${sessionId}`, type: 'message', role: 'assistant', model: 'claude-opus-4-6', usage };
const said = { ...message, content: [{ type: 'text', text: 'Done.' }], stop_reason: 'end_turn' };
const answer = { type: 'assistant', uuid: `a-${sessionId}`, parentUuid: prompt.uuid, message: said };
const lines = [prompt, answer].map((record) => ({ ...common, ...record, timestamp: new Date().toISOString() }));
writeFileSync(transcript, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

await sleep(Number(ms));
const input = JSON.stringify({ session_id: sessionId, transcript_path: transcript, cwd, reason: 'other' });
if (process.env.TJ_SCRIPT) spawnSync(process.execPath, [process.env.TJ_SCRIPT, 'session-end'], { input });
