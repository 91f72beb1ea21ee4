import { ByteHash } from './hash-bytes.ts';
import { hashKey, hashValue } from './hash-value.ts';
import { type LineScanner, REPEATED } from './line-scanner.ts';
import { addMedia, NO_MEDIA, readMediaSize } from './media-size.ts';
import { RawBlock, type RawCacheMiss, type RawInput, RawMessage, type RawTextList } from './raw-record.ts';
import { type RawUsage, readRawUsage } from './raw-usage.ts';
import { eachElement, eachMember, readMember } from './read-member.ts';

/** Reads a `message` object; null, and skipped, when there is none. Throws `NotJson`. */
export function readRawMessage(scan: LineScanner): RawMessage | null {
  if (!scan.enterObject()) {
    scan.skip();
    return null;
  }
  const message = new RawMessage();
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
    switch (key) {
      case 'id':
        message.id = scan.again(REPEATED.id);
        break;
      case 'model':
        message.model = scan.again(REPEATED.model);
        break;
      case 'role':
        message.role = scan.string();
        break;
      case 'stop_reason':
        message.stopReason = scan.string();
        break;
      case 'usage':
        message.usage = readUsage(scan);
        break;
      case 'content':
        message.text = scan.atString() ? scan.stringPlace() : null;
        message.blocks = message.text === null ? readBlocks(scan) : null;
        break;
      case 'diagnostics':
        message.cacheMiss = readDiagnostics(scan);
        break;
      default:
        scan.skip();
    }
  }
  return message;
}

/** The last usage and how it was written: all records of a response mostly say the same. */
let lastUsage: RawUsage | null = null;
let lastUsageText: Buffer = Buffer.alloc(0);

function readUsage(scan: LineScanner): RawUsage | null {
  if (scan.passIfSame(lastUsageText)) return lastUsage;
  const start = scan.position();
  const usage = readRawUsage(scan);
  // Only an object says by its last byte that it ends there.
  if (usage !== null) {
    lastUsage = usage;
    lastUsageText = scan.copyFrom(start);
  }
  return usage;
}

function readBlocks(scan: LineScanner): RawBlock[] {
  const blocks: RawBlock[] = [];
  eachElement(scan, () => {
    if (scan.enterObject()) blocks.push(readBlock(scan));
    else scan.skip();
  });
  return blocks;
}

/** Reads the block that `scan` has gone into. */
export function readBlock(scan: LineScanner): RawBlock {
  const block = new RawBlock();
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
    switch (key) {
      case 'type':
      case 'id':
      case 'name':
        block[key] = scan.string();
        break;
      case 'tool_use_id':
        block.toolUseId = scan.string();
        break;
      case 'is_error':
        block.isError = scan.isTrue();
        break;
      case 'text':
      case 'thinking':
        block.text = scan.stringPlace();
        break;
      case 'signature':
        block.signatureChars = scan.stringPlace()?.chars ?? 0;
        break;
      case 'content':
        readResult(scan, block);
        break;
      case 'source':
        block.media = readMediaSize(scan);
        break;
      case 'tool':
        block.references = [readMember(scan, 'name') ?? ''];
        break;
      case 'input':
        block.input = readInput(scan);
        break;
      default:
        scan.skip();
    }
  }
  return block;
}

function readResult(scan: LineScanner, block: RawBlock): void {
  if (!scan.atString()) {
    block.list = readTextList(scan, new ByteHash());
    return;
  }
  block.text = scan.stringPlace();
  if (block.text === null || block.text.chars === 0) return;
  const hash = new ByteHash();
  scan.hashText(block.text, hash);
  block.hash = hash.text();
}

/** The texts of a list of content blocks: characters of all, places of the first and last; each is added to `hash`. */
export function readTextList(scan: LineScanner, hash: ByteHash | null): RawTextList {
  const list: RawTextList = { chars: 0, media: NO_MEDIA, first: null, last: null, references: [], hash };
  eachElement(scan, () =>
    eachMember(scan, (key) => {
      if (key === 'source') list.media = addMedia(list.media, readMediaSize(scan));
      if (key === 'tool_name') list.references.push(scan.string() ?? '');
      const text = key === 'text' ? scan.stringPlace() : key === 'source' || key === 'tool_name' ? null : skipped(scan);
      if (text === null) return;
      list.first ??= text;
      list.last = text;
      list.chars += text.chars;
      if (hash !== null) scan.hashText(text, hash);
    }),
  );
  return list;
}

function skipped(scan: LineScanner): null {
  scan.skip();
  return null;
}

/** Arguments of a tool call: where its texts stand, and the hash of all of it. */
function readInput(scan: LineScanner): RawInput {
  const input: RawInput = { bytes: 0, texts: [], hash: '' };
  const hash = new ByteHash();
  const start = scan.position();
  eachMember(scan, (key) => {
    const member = hashKey(scan);
    if (scan.atString()) {
      const place = scan.stringPlace();
      if (place === null) return;
      scan.hashText(place, member);
      if (key !== '') input.texts.push({ key, place });
    } else member.add(hashValue(scan));
    hash.addUnordered(member);
  });
  input.bytes = scan.position() - start;
  input.hash = hash.text();
  return input;
}

function readDiagnostics(scan: LineScanner): RawCacheMiss | null {
  let miss: RawCacheMiss | null = null;
  eachMember(scan, (key) => {
    if (key === 'cache_miss_reason' && scan.enterObject()) {
      miss = { type: null, tokens: null };
      for (let name = scan.nextKey(); name !== null; name = scan.nextKey()) {
        if (name === 'type') miss.type = scan.string();
        else if (name === 'cache_missed_input_tokens') miss.tokens = scan.number();
        else scan.skip();
      }
    } else scan.skip();
  });
  return miss;
}
