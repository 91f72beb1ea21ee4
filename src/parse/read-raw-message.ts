import type { JsonScanner } from './json-scanner.ts';
import { RawBlock, type RawInput, RawMessage, type RawTextList } from './raw-record.ts';
import { readRawUsage } from './raw-usage.ts';

/** Reads a `message` object; null, and skipped, when there is none. Throws `NotJson`. */
export function readRawMessage(scan: JsonScanner): RawMessage | null {
  if (!scan.enterObject()) {
    scan.skip();
    return null;
  }
  const message = new RawMessage();
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
    switch (key) {
      case 'id':
      case 'model':
        message[key] = scan.string();
        break;
      case 'stop_reason':
        message.stopReason = scan.string();
        break;
      case 'usage':
        message.usage = readRawUsage(scan);
        break;
      case 'content':
        if (scan.atString()) message.text = scan.stringPlace();
        else message.blocks = readBlocks(scan);
        break;
      default:
        scan.skip();
    }
  }
  return message;
}

function readBlocks(scan: JsonScanner): RawBlock[] {
  const blocks: RawBlock[] = [];
  if (!scan.enterArray()) {
    scan.skip();
    return blocks;
  }
  while (scan.nextElement()) {
    if (scan.enterObject()) blocks.push(readBlock(scan));
    else scan.skip();
  }
  return blocks;
}

function readBlock(scan: JsonScanner): RawBlock {
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
      case 'content':
        if (scan.atString()) block.text = scan.stringPlace();
        else block.list = readTextList(scan);
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

/** The texts of a list of content blocks: characters of all, place of the first. What is no list is skipped. */
export function readTextList(scan: JsonScanner): RawTextList {
  const list: RawTextList = { chars: 0, first: null };
  if (!scan.enterArray()) {
    scan.skip();
    return list;
  }
  while (scan.nextElement()) {
    if (!scan.enterObject()) {
      scan.skip();
      continue;
    }
    for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
      if (key !== 'text') {
        scan.skip();
        continue;
      }
      const text = scan.stringPlace();
      list.first ??= text;
      list.chars += text?.chars ?? 0;
    }
  }
  return list;
}

function readInput(scan: JsonScanner): RawInput {
  const input: RawInput = { bytes: 0, subagentType: null, prompt: null };
  const start = scan.position();
  if (!scan.enterObject()) scan.skip();
  else {
    for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
      if (key === 'subagent_type') input.subagentType = scan.string();
      else if (key === 'prompt') input.prompt = scan.stringPlace();
      else scan.skip();
    }
  }
  input.bytes = scan.position() - start;
  return input;
}
