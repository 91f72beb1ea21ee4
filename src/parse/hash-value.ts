import { ByteHash } from './hash-bytes.ts';
import type { LineScanner } from './line-scanner.ts';

/** Deeper values are hashed as they are written. */
const MAX_DEPTH = 32;

const OBJECT = 1;
const ARRAY = 2;

/** Hash of the value that is next, gone past: the same in whatever order the members of its objects stand. */
export function hashValue(scan: LineScanner, depth = 0): ByteHash {
  const hash = new ByteHash();
  if (depth < MAX_DEPTH && scan.enterObject()) {
    hash.addWord(OBJECT);
    for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
      const member = hashKey(scan);
      member.add(hashValue(scan, depth + 1));
      hash.addUnordered(member);
    }
  } else if (depth < MAX_DEPTH && scan.enterArray()) {
    hash.addWord(ARRAY);
    while (scan.nextElement()) hash.add(hashValue(scan, depth + 1));
  } else {
    const start = scan.position();
    scan.skip();
    scan.hashFrom(start, hash);
  }
  return hash;
}

/** Hash of the key that the scanner last stood at, to which its value is to be added. */
export function hashKey(scan: LineScanner): ByteHash {
  const hash = new ByteHash();
  scan.hashText(scan.keyPlace(), hash);
  return hash;
}
