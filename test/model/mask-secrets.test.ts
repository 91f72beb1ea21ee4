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

/** A secret of letters and digits, which nothing tells but where it stands; `@` in a command stands for it. */
const KEY = of('Zq7Dxr', 'il3RavGD5M');

describe('a secret that a command is handed is masked, and the rest of the command is left', () => {
  test.each([
    ...[
      'docker login -u me -p @',
      'podman login reg.io -u me -p @',
      'az login -u me -p @',
      'oc login -u a -p=@ https://x',
    ],
    ...[
      'helm registry login -u a -p @ r.io',
      'mongosh -u a -p @ host',
      'mongodump -u a -p "@" -d x',
      'cqlsh h -u a -p @',
    ],
    ...['mysql -h h -u root -p"@" db', "mysqldump -u root -p'@' db", 'mariadb -uroot -p@ db', "sshpass -p'@' ssh h"],
    ...[
      'sqlcmd -S h -U sa -P @',
      'unzip -P @ a.zip',
      'zip -r -P @ a.zip b',
      '7z x -p@ a.7z',
      'ipmitool -U a -P @ power on',
    ],
    ...[
      'ldapsearch -D cn=a -w @',
      'security add-generic-password -a me -w @',
      'redis-cli -h x -a @ ping',
      'useradd -p @ bob',
    ],
    ...[
      'ssh-keygen -N "@" -f k',
      'openssl enc -aes-256-cbc -k @ -in a',
      'openssl rsa -passin pass:@ -in k',
      'mkpasswd -m sha-512 @',
    ],
    ...[
      'openssl passwd -1 @',
      'htpasswd -bc f u @',
      'htpasswd -nb u @',
      'smbclient -U bob%@ //h/s',
      'net use z: /user:bob @',
    ],
    ...[
      'net user bob @ /add',
      'xfreerdp /v:h /u:bob /p:@',
      'sqlplus scott/@@db',
      'lftp -u bob,@ ftp://h',
      'twine upload -u a -p @ dist',
    ],
    ...[
      'nmcli dev wifi connect x password @',
      'rclone config create r sftp pass @',
      'rclone obscure @',
      'wpa_passphrase "my net" @',
    ],
    ...[
      'vault login @',
      'vault login -method=token @',
      'vault kv put secret/a user=@',
      'vault write auth/x role_id=@',
      'bw unlock @',
    ],
    ...[
      'snyk auth @',
      'wandb login --relogin @',
      'ngrok config add-authtoken @',
      'glab auth login -t @',
      'mc alias set a https://h me @',
    ],
    ...[
      'gh secret set FOO --body @',
      'gh secret set FOO -b "@"',
      'fly secrets set A=@',
      'pulumi config set --secret a @',
    ],
    ...[
      'wrangler secret put X <<< "@"',
      'kubectl create secret generic x --from-literal=a=@',
      'dotnet nuget push a.nupkg -k @',
    ],
    ...['npm config set //registry.example.com/:_authToken @', 'npm config set //registry.example.com/:_authToken=@'],
    ...['aws configure set aws_secret_access_key @', 'aws configure set --profile x aws_session_token @'],
    ...['poetry config pypi-token.pypi @', 'composer config http-basic.x.y user @', 'git config github.token @'],
    ...[
      'echo @ | sudo -S ls',
      'echo "@" | docker login -u x --password-stdin',
      'echo "x:@" | chpasswd',
      'printf "%s\\n" @ | sudo -S ls',
    ],
    ...[
      "printf '@\\n' | gh auth login --with-token",
      'echo -n @ | gh secret set FOO',
      'sudo -S ls <<< @',
      'chpasswd <<< "bob:@"',
    ],
    ...[
      'docker login -u a --password-stdin <<< "@"',
      'echo @ | vault login -',
      'echo @ | passwd --stdin bob',
      'echo @ | gpg --passphrase-fd 0 -d a',
    ],
    ...[
      'export STRIPE_KEY=@',
      'export OPENAI_KEY="@"',
      "env DEPLOY_KEY='@' make",
      'pw=@ ./run',
      'DB_PW=@ ./run',
      'FTP_PWD=@ ./run',
      'PASS=@ ./run',
    ],
    ...[
      'git clone https://@@github.com/a/b',
      'pip install git+https://@@github.com/a/b',
      'psql "host=h user=u password=@"',
    ],
    ...['imapsync --password1 @ --host1 h', 'expect -c \'send "@\\r"\'', 'terraform apply -var db_password=@'],
    ...[
      'the password is @',
      'my token is "@"',
      'set the password to @',
      'the secret was @',
      'API key is @, use it',
      'password is `@`',
    ],
    ...[
      'Passwort: @',
      'das Passwort ist @',
      'mot de passe : @',
      'contraseña: @',
      'la contraseña es @',
      'senha: @',
      'пароль: @',
      '密码：@',
    ],
    ...['パスワード: @', 'hasło: @', 'wachtwoord: @', 'lösenordet och lösenord: @'],
  ])('%s', (command) => {
    const [before = '', after = ''] = command.split(/@(?!@)|(?<=\/)@(?=@)/);
    const masked = maskSecrets(command.replace(/@(?!@)|(?<=\/)@(?=@)/, KEY));
    expect(masked).toContain('[masked]');
    expect(masked).not.toContain(KEY);
    // Quotes, and what is masked with a secret, may go.
    expect(masked.startsWith(before.replace(/(?:["'`]|x:|bob:)+$/, ''))).toBe(true);
    expect(masked.endsWith(after.replace(/^(?:["'`]|\\n|\\r|@db)+/, ''))).toBe(true);
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
    ...[
      'docker compose up -p my-project-name',
      'docker run -p 127.0.0.1:8080:80 nginx',
      'docker login ghcr.io -u me --password-stdin',
    ],
    ...[
      'docker login -u me -p "$TOKEN"',
      'docker login -u me -p $TOKEN',
      'echo "$TOKEN" | docker login --password-stdin',
    ],
    ...['mysql -P 3306 -h host.example.com db', 'mysql -u root -p app_production', 'psql -p 5432 -U me app_production'],
    ...[
      'npx playwright test login -p chromium-desktop',
      'redis-cli -p 6379 -n 2 keys',
      'unzip -p archive.zip manifest.json',
    ],
    ...[
      'zip -r release-2026.zip dist',
      'tar -xPf backup.tar',
      "grep -P '\\d+' src/index.ts",
      'ls -w 120 src',
      '7z x archive.7z -ooutput1',
    ],
    ...[
      'gh secret list --repo me/app2',
      'vault status -format=json',
      'vault login -method=oidc role=developer1',
      'ssh-keygen -t ed25519 -C me@example.com',
    ],
    ...[
      'openssl x509 -in cert1.pem -noout -text',
      'openssl rand -hex 32',
      'htpasswd users.conf alice1',
      'npm config set registry https://r.example.com',
    ],
    ...[
      'git config user.name "Jane Doe"',
      'git config --global core.editor vim9',
      'aws configure list --profile production1',
    ],
    ...[
      'echo "done 12345678" | tee build.log',
      'echo hello12345 | sudo tee /etc/motd',
      'cat <<< "hello12345"',
      'printf "%s\\n" one2three | sort',
    ],
    ...[
      'git clone https://git@github.com/a/b',
      'ssh://jane.doe@build.example.com/x',
      'git clone ssh://gitlab-deploy@host/app',
    ],
    ...[
      'SORT_KEY=created_at npm start',
      'PRIMARY_KEY=id',
      'CACHE_KEY=npm',
      'PWD=/home/me/work make',
      'max_tokens=4096',
      'KEYS=200 make',
    ],
    ...[
      'the password is wrong',
      'the token is required here',
      'password is not hashed',
      'the secret is to ship early',
      'the pin is 42',
    ],
    ...[
      'add token: string to the type',
      'password: required',
      'token: process.env.API',
      'Passwort vergessen?',
      'contraseña olvidada',
    ],
    ...[
      'net use',
      'net user bob /delete',
      'sqlplus / as sysdba',
      'sqlplus scripts/report1.sql',
      'nmcli device wifi list',
      'pass the props to `Summary1`',
    ],
    ...[
      'kubectl get secret my-secret1 -o yaml',
      'fly secrets list --app my-app1',
      'curl -u "$USER" https://x',
      'mongosh --port 27017 app1',
    ],
  ])('%s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});
