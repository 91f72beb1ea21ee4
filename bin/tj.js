#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

const here = new URL('..', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Two lines: what is wrong, what to do. */
function refuse(what, todo) {
  process.stderr.write(`tj: ${what}\n    ${todo}\n`);
  process.exitCode = process.argv[2] === 'session-end' ? 0 : 1;
}

if (major < 20 || (major === 20 && minor < 19)) {
  refuse(`Node ${process.versions.node} is too old`, 'install Node 20.19 or newer, then run the same command again');
} else if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${JSON.parse(readFileSync(new URL('package.json', here), 'utf8')).version}\n`);
} else if (!existsSync(new URL('dist/cli/main.js', here))) {
  refuse('not built yet', "run 'npm ci' in the folder of tj (it builds), then run the same command again");
} else if (!existsSync(new URL('node_modules', here)) && !import.meta.url.includes('/node_modules/')) {
  refuse('its packages are not installed', "run 'npm ci' in the folder of tj, then run the same command again");
} else if (process.argv[2] === 'session-end' && !/^(--help|-h)$/.test(process.argv[3] ?? '')) {
  const { sessionEnd } = await import('../dist/cli/session-end.js');
  await sessionEnd(process.argv.slice(3));
  process.exit(0);
} else if (process.argv.length === 3 && process.argv[2] === 'statusline') {
  const { statusline } = await import('../dist/cli/statusline.js');
  await statusline();
} else if (process.argv[2] === 'completion' && process.argv[3] === '--list') {
  const { candidates } = await import('../dist/cli/candidates.js');
  candidates(process.argv.slice(4));
} else {
  const { main } = await import('../dist/cli/main.js');
  process.exitCode = await main(process.argv.slice(2));
}
