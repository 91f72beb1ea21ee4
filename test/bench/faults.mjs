/**
 * The long run of test/faults: 20 kills in each of ten ways, transcripts that change in 20 rounds, eight writers beside
 * eight readers for a minute. The first argument is the seed.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [seed = '1'] = process.argv.slice(2);
const long = {
  TJ_FAULTS_SESSIONS: '24',
  TJ_FAULTS_KILLS: '20',
  TJ_FAULTS_ROUNDS: '20',
  TJ_FAULTS_AT_ONCE: '8',
  TJ_FAULTS_SECONDS: '60',
};
const env = { ...process.env, ...long, TJ_FAULTS_SEED: seed };
const cwd = fileURLToPath(new URL('../..', import.meta.url));
const { status } = spawnSync('npx', ['vitest', 'run', 'test/faults'], { cwd, env, stdio: 'inherit' });
process.exitCode = status ?? 1;
