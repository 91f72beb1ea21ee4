// node test/bench/baseline.mjs DIR: what one thread takes that only splits every transcript and JSON.parses each line.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const begun = performance.now();
let [bytes, lines] = [0, 0];
for (const path of walk(process.argv[2])) {
  const file = readFileSync(path);
  bytes += file.length;
  for (let start = 0; start < file.length; ) {
    let end = file.indexOf(10, start);
    if (end < 0) end = file.length;
    if (end > start) lines += parses(file.toString('utf8', start, end));
    start = end + 1;
  }
}
console.log(JSON.stringify({ ms: performance.now() - begun, bytes, lines }));

function parses(line) {
  try {
    JSON.parse(line);
    return 1;
  } catch {
    return 0;
  }
}

function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return walk(path);
    return path.endsWith('.jsonl') ? [path] : [];
  });
}
