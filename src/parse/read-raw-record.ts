import type { JsonScanner } from './json-scanner.ts';
import { type RawAttachment, type RawCompaction, RawProgress, RawRecord } from './raw-record.ts';
import { readModelUsage } from './read-model-usage.ts';
import { readRawMessage, readTextList } from './read-raw-message.ts';

/**
 * Reads the line that `scan` stands at, as far as tj uses it; undefined when it is JSON but no object. Whatever stands
 * in a field that is not used, or of a type that is not expected, is passed over (C9). Throws `NotJson`.
 */
export function readRawRecord(scan: JsonScanner): RawRecord | undefined {
  if (!scan.enterObject()) {
    scan.skip();
    scan.close();
    return undefined;
  }
  const raw = new RawRecord();
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) readField(scan, key, raw);
  scan.close();
  return raw;
}

function readField(scan: JsonScanner, key: string, raw: RawRecord): void {
  switch (key) {
    case 'type':
    case 'subtype':
    case 'uuid':
    case 'parentUuid':
    case 'timestamp':
    case 'sessionId':
    case 'agentId':
    case 'requestId':
    case 'promptId':
    case 'cwd':
    case 'version':
    case 'toolDenialKind':
    case 'promptSource':
    case 'scheduledTaskId':
    case 'parentSessionId':
    case 'continuedInSessionId':
    case 'customTitle':
    case 'aiTitle':
    case 'summary':
      raw[key] = scan.string();
      return;
    case 'isSidechain':
    case 'isMeta':
    case 'isCompactSummary':
    case 'isVisibleInTranscriptOnly':
    case 'isApiErrorMessage':
      raw[key] = scan.isTrue();
      return;
    case 'origin':
      raw.originKind = readMember(scan, 'kind');
      return;
    case 'forkedFrom':
      raw.forkedFrom = readMember(scan, 'sessionId');
      return;
    case 'toolUseResult':
      raw.resultAgentId = readMember(scan, 'agentId');
      return;
    case 'compactMetadata':
      raw.compact = readCompaction(scan);
      return;
    case 'attachment':
      raw.attachment = readAttachment(scan);
      return;
    case 'startTime':
      raw.startTime = scan.number();
      return;
    case 'totalCostUSD':
      raw.totalCostUsd = scan.number();
      return;
    case 'modelUsage':
      raw.modelUsage = readModelUsage(scan);
      return;
    case 'data':
      raw.progress = readProgress(scan);
      return;
    case 'message':
      raw.message = readRawMessage(scan);
      return;
    default:
      scan.skip();
  }
}

/** One string member of the object that is next; null when there is no object or no such string. */
function readMember(scan: JsonScanner, name: string): string | null {
  let value: string | null = null;
  if (!scan.enterObject()) scan.skip();
  else {
    for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
      if (key === name) value = scan.string();
      else scan.skip();
    }
  }
  return value;
}

function readCompaction(scan: JsonScanner): RawCompaction {
  const compact: RawCompaction = { trigger: null, preTokens: null, postTokens: null };
  if (!scan.enterObject()) scan.skip();
  else {
    for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
      if (key === 'trigger') compact.trigger = scan.string();
      else if (key === 'preTokens' || key === 'postTokens') compact[key] = scan.number();
      else scan.skip();
    }
  }
  return compact;
}

function readAttachment(scan: JsonScanner): RawAttachment {
  const attachment: RawAttachment = { type: null, commandMode: null, isMeta: false, originKind: null, prompt: null };
  if (!scan.enterObject()) scan.skip();
  else {
    for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
      if (key === 'type' || key === 'commandMode') attachment[key] = scan.string();
      else if (key === 'isMeta') attachment.isMeta = scan.isTrue();
      else if (key === 'origin') attachment.originKind = readMember(scan, 'kind');
      else if (key === 'prompt') attachment.prompt = scan.atString() ? scan.stringPlace() : readTextList(scan).first;
      else scan.skip();
    }
  }
  return attachment;
}

function readProgress(scan: JsonScanner): RawProgress {
  const progress = new RawProgress();
  if (!scan.enterObject()) scan.skip();
  else {
    for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
      if (key === 'type' || key === 'agentId') progress[key] = scan.string();
      else if (key === 'message') readInner(scan, progress);
      else scan.skip();
    }
  }
  return progress;
}

/** The record that a progress record embeds. */
function readInner(scan: JsonScanner, progress: RawProgress): void {
  if (!scan.enterObject()) {
    scan.skip();
    return;
  }
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
    if (key === 'type') progress.innerType = scan.string();
    else if (key === 'requestId' || key === 'uuid' || key === 'timestamp') progress[key] = scan.string();
    else if (key === 'message') progress.message = readRawMessage(scan);
    else scan.skip();
  }
}
