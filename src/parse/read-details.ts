import type { LineScanner } from './line-scanner.ts';
import type { RawAttachment, RawCompaction, RawError, RawToolUseResult } from './raw-record.ts';
import { eachElement, eachMember, readMember } from './read-member.ts';
import { readTextList } from './read-raw-message.ts';

const PLUS = 0x2b;
const MINUS = 0x2d;

/** An error stands within an error within an error. */
const DEEPEST_ERROR = 4;

/** What `toolUseResult` says of an agent or of changed lines; null for one that is no object. */
export function readToolUseResult(scan: LineScanner): RawToolUseResult | null {
  const result: RawToolUseResult = { agentId: null, added: null, removed: 0 };
  if (scan.atString()) {
    scan.skip();
    return null;
  }
  eachMember(scan, (key) => {
    if (key === 'agentId') result.agentId = scan.string();
    else if (key === 'structuredPatch') readPatch(scan, result);
    else scan.skip();
  });
  return result;
}

/** Counts the lines of a patch by their first character; one without hunks says nothing. */
function readPatch(scan: LineScanner, result: RawToolUseResult): void {
  eachElement(scan, () => {
    result.added ??= 0;
    eachMember(scan, (key) => {
      if (key !== 'lines') scan.skip();
      else {
        eachElement(scan, () => {
          const first = scan.firstByte();
          if (first === PLUS) result.added = (result.added ?? 0) + 1;
          else if (first === MINUS) result.removed++;
          scan.skip();
        });
      }
    });
  });
}

export function readCompaction(scan: LineScanner): RawCompaction {
  const compact: RawCompaction = { trigger: null, preTokens: null, postTokens: null };
  eachMember(scan, (key) => {
    if (key === 'trigger') compact.trigger = scan.string();
    else if (key === 'preTokens' || key === 'postTokens') compact[key] = scan.number();
    else scan.skip();
  });
  return compact;
}

export function readAttachment(scan: LineScanner): RawAttachment {
  const start = scan.position();
  const attachment: RawAttachment = {
    ...{ type: null, commandMode: null, isMeta: false, originKind: null, prompt: null, bytes: 0, file: null },
  };
  eachMember(scan, (key) => {
    if (key === 'type' || key === 'commandMode') attachment[key] = scan.string();
    else if (key === 'displayPath') attachment.file = scan.string();
    else if (key === 'filename' || key === 'path') {
      const file = scan.string();
      attachment.file ??= file;
    } else if (key === 'isMeta') attachment.isMeta = scan.isTrue();
    else if (key === 'origin') attachment.originKind = readMember(scan, 'kind');
    else if (key === 'prompt')
      attachment.prompt = scan.atString() ? scan.stringPlace() : readTextList(scan, null).first;
    else scan.skip();
  });
  attachment.bytes = scan.position() - start;
  return attachment;
}

/** An `api_error`'s `error`: its type and status, wherever in it they stand. */
export function readError(scan: LineScanner, depth = 0): RawError {
  const error: RawError = { type: null, status: null };
  eachMember(scan, (key) => {
    if (key === 'type') {
      const type = scan.string();
      if (type !== 'error') error.type ??= type;
    } else if (key === 'status') {
      const status = scan.number();
      if (status !== null && Number.isFinite(status)) error.status ??= status;
    } else if (key === 'error' && depth < DEEPEST_ERROR) {
      const inner = readError(scan, depth + 1);
      error.type = inner.type ?? error.type;
      error.status ??= inner.status;
    } else scan.skip();
  });
  return error;
}
