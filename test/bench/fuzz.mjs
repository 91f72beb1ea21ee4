/**
 * The long run of test/fuzz: a million mutated lines, or as many as the first argument says, from the seed that the second
 * one names. What is found is left below the temporary folder, in as few lines as show it.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [lines = '1000000', seed = '1'] = process.argv.slice(2);
const env = { ...process.env, TJ_FUZZ_LINES: lines, TJ_FUZZ_SEED: seed };
const cwd = fileURLToPath(new URL('../..', import.meta.url));
const { status } = spawnSync('npx', ['vitest', 'run', 'test/fuzz'], { cwd, env, stdio: 'inherit' });
process.exitCode = status ?? 1;
