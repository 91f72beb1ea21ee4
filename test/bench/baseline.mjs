// node test/bench/baseline.mjs DIR: what one thread takes that only splits every transcript and JSON.parses each line:
// `ms` for that loop, `process_ms` since Node was started.
import { readdirSync, readFileSync } from 'node:fs';
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
const ended = performance.now();
console.log(JSON.stringify({ ms: ended - begun, process_ms: ended, bytes, lines }));

function parses(line) {
  try {
    JSON.parse(line);
    return 1;
  } catch {
    return 0;
  }
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return path.endsWith('.jsonl') ? [path] : [];
  });
}
