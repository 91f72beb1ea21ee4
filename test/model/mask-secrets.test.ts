import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../src/model/mask-secrets.ts';

/** Made of pieces, so that no scanner takes a test for a leak. */
const of = (...pieces: readonly string[]) => pieces.join('');
const HEX = '0123456789abcdef0123456789abcdef';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

describe('what looks like a secret is masked', () => {
  test.each<[string, string, string]>([
    ['Anthropic', 'echo ', of('sk-', 'ant-api03-', LETTERS)],
    ['OpenAI', 'echo ', of('sk-', 'proj-', LETTERS)],
    ['older OpenAI', 'echo ', of('sk-', LETTERS)],
    ['Stripe', 'echo ', of('sk_', 'live_', LETTERS)],
    ['Stripe hooks', 'echo ', of('whsec', '_', LETTERS)],
    ['GitHub', 'echo ', of('ghp', '_', LETTERS)],
    ['GitHub, behind a letter', 'echo my', of('ghp', '_', LETTERS)],
    ['GitHub, behind a _', 'echo MY_', of('ghp', '_', LETTERS)],
    ['GitLab', 'echo ', of('glpat', '-', LETTERS)],
    ['Slack', 'echo ', of('xoxb', '-1234567890-', LETTERS)],
    ['Slack app', 'echo ', of('xapp', '-1-', LETTERS)],
    ['Google', 'echo ', of('AI', 'za', LETTERS)],
    ['Google OAuth', 'echo ', of('GOC', 'SPX-', LETTERS)],
    ['AWS', 'aws configure set aws_access_key_id ', of('AKIA', 'ABCDEFGHIJKLMNOP')],
    ['PyPI', 'echo ', of('pypi-', 'AgE', LETTERS)],
    ['Docker', 'echo ', of('dckr', '_pat_', LETTERS)],
    ['Supabase', 'echo ', of('sbp', '_', LETTERS)],
    ['Atlassian', 'echo ', of('ATATT', '3x', LETTERS)],
    ['Mailgun', 'echo ', of('key', '-', HEX)],
    ['Telegram', 'echo ', of('123456789', ':AA', LETTERS)],
    ['Vault', 'echo ', of('hvs', '.', LETTERS)],
    ['a web token', 'echo ', of('ey', 'JhbGciOiJIUzI1NiJ9', '.payload.signature')],
    ['a private key', 'echo "', of('-----BEGIN RSA ', 'PRIVATE KEY-----MIIEpAIBAAKCAQEA')],
    ['a Slack webhook', 'curl https://hooks.slack.com/services/', 'T0001/B0002/XXXXYYYYZZZZ'],
    ['a Discord webhook', 'curl https://discord.com/api/webhooks/1234/', 'abc_DEF-ghi'],
    ['a password in an address', 'git clone https://me:', 'hunter2'],
    ['a token in an address without a user', 'git clone https://:', 'hunter2'],
    ['a signature in an address', 'curl https://x.blob.core.windows.net/a?sv=1&sig=', 'abc%2Fdef%3D'],
    ['a token in an address', 'curl "https://x/y?access_token=', LETTERS],
    ['Authorization: token', 'curl -H "Authorization: token ', LETTERS],
    ['Authorization: Bearer', 'curl -H "Authorization: Bearer ', LETTERS],
    ['Authorization without a scheme', 'curl -H "Authorization: ', LETTERS],
    ['a cookie header', 'curl -H "Cookie: ', 'session=abc; csrf=def'],
    ['a cookie option', 'curl -b ', 'session=abcdef'],
    ['curl -u', 'curl -u me:', 'hunter2'],
    ['curl --user', 'curl --user me:', 'hunter2'],
    ['mysql -p', 'mysql -uroot -p', 'hunter2'],
    ['sshpass -p', 'sshpass -p ', 'hunter2'],
    ['redis-cli -a', 'redis-cli -h x -a ', 'hunter2'],
    ['--password', 'login --password ', 'hunter2'],
    ['--password=', 'login --password=', 'hunter2'],
    ['--api-key', 'deploy --api-key ', LETTERS],
    ['--client-secret', 'az login --client-secret ', LETTERS],
    ['PGPASSWORD', 'PGPASSWORD=', 'hunter2'],
    ['DB_PASS', 'DB_PASS=', 'hunter2'],
    ['in JSON', '{"client_secret": "', 'hunter22'],
    ['an account key', 'AccountName=x;AccountKey=', `${LETTERS}==`],
  ])('%s', (_, before, secret) => {
    const masked = maskSecrets(
      `${before}${secret}${before.includes('https://me:') || before.includes('//:') ? '@x/y' : ''}`,
    );
    expect(masked.startsWith(before)).toBe(true);
    expect(masked).toContain('[masked]');
    expect(masked).not.toContain(secret);
    expect(masked).not.toContain(secret.slice(-6));
  });
});

describe('what only looks a little like one is left', () => {
  test.each([
    'npm run test:unit -- task-runner-configuration.test.ts',
    'git log --oneline -p src/tokens.ts',
    'docker run -p 8080:80 -u 1000:1000 nginx',
    'curl -s https://example.com/a?page=2&sort=name',
    'grep -rn "password" src',
    'count the tokens of each key in the map',
    'fix the password reset form',
    'mkdir -p src/token/secret',
    'ls disk-utilities-and-other-long-names',
    'ssh -p 2222 me@example.com',
    "oh-my-posh print --pwd '/home/me/work'",
    'basic authentication for beginners',
    'set the author to Jane Doe',
  ])('%s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});
