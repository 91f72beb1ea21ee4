// claude -p as far as tj label --suggest sees it: answers with what PRETEND says, and leaves what it was asked in ASKED.
import { writeFileSync } from 'node:fs';

let prompt = '';
for await (const chunk of process.stdin) prompt += chunk;
const { PRETEND = '{}', ASKED = '', FAILS } = process.env;
if (ASKED) writeFileSync(ASKED, JSON.stringify({ args: process.argv.slice(2), prompt, cwd: process.cwd() }));
if (FAILS) {
  process.stderr.write(`${FAILS}\n`);
  process.exit(1);
}
process.stdout.write(JSON.stringify({ type: 'result', is_error: false, result: PRETEND, total_cost_usd: 0.0012 }));
