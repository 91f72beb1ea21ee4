import type { LineScanner } from './line-scanner.ts';
import { REPEATED } from './line-scanner.ts';
import { RawProgress, RawRecord } from './raw-record.ts';
import { readAttachment } from './read-attachment.ts';
import {
  readCompaction,
  readDerivedFrom,
  readError,
  readPromptHooks,
  readQuotaLimit,
  readToolUseResult,
  readWorktree,
} from './read-details.ts';
import { eachMember, readMember } from './read-member.ts';
import { readModelUsage } from './read-model-usage.ts';
import { readBlock, readRawMessage } from './read-raw-message.ts';
import { readRendered, readRequestField, readShape } from './read-requests.ts';

/**
 * Reads the line that `scan` stands at, as far as tj uses it; undefined when it is JSON but no object. Whatever stands
 * in a field that is not used, or of a type that is not expected, is passed over (C9). Throws `NotJson`.
 */
export function readRawRecord(scan: LineScanner): RawRecord | undefined {
  const raw = readRawObject(scan);
  scan.close();
  return raw;
}

/** As `readRawRecord`, whatever follows on the line. */
export function readRawObject(scan: LineScanner): RawRecord | undefined {
  if (!scan.enterObject()) {
    scan.skip();
    return undefined;
  }
  const raw = new RawRecord();
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) {
    if (key === '') scan.skip();
    else readField(scan, key, raw);
  }
  return raw;
}

/** The fields that most records have first: this runs a dozen times a line. */
function readField(scan: LineScanner, key: string, raw: RawRecord): void {
  switch (key) {
    case 'type':
      raw.type = scan.again(REPEATED.type);
      return;
    case 'uuid':
      raw.uuid = scan.stringPlace();
      return;
    case 'parentUuid':
      raw.parentUuid = scan.stringPlace();
      return;
    case 'timestamp':
      raw.timestamp = scan.time();
      return;
    case 'sessionId':
      raw.sessionId = scan.again(REPEATED.sessionId);
      return;
    case 'cwd':
      raw.cwd = scan.again(REPEATED.cwd);
      return;
    case 'version':
      raw.version = scan.again(REPEATED.version);
      return;
    case 'gitBranch':
      raw.gitBranch = scan.again(REPEATED.gitBranch);
      return;
    case 'isSidechain':
      raw.isSidechain = scan.isTrue();
      return;
    case 'message':
      raw.message = readRawMessage(scan);
      return;
    case 'requestId':
      raw.requestId = scan.again(REPEATED.requestId);
      return;
    case 'agentId':
      raw.agentId = scan.again(REPEATED.agentId);
      return;
    case 'toolUseResult':
      raw.result = readToolUseResult(scan);
      return;
    case 'data':
      raw.progress = readProgress(scan);
      return;
    case 'attachment':
      raw.attachment = readAttachment(scan);
      return;
    case 'rendered':
      raw.rendered = readRendered(scan);
      return;
    default:
      readRareField(scan, key, raw);
  }
}

function readRareField(scan: LineScanner, key: string, raw: RawRecord): void {
  switch (key) {
    case 'subtype':
    case 'promptId':
    case 'toolDenialKind':
    case 'promptSource':
    case 'scheduledTaskId':
    case 'parentSessionId':
    case 'requestSessionId':
    case 'sessionKind':
    case 'continuedInSessionId':
    case 'customTitle':
    case 'aiTitle':
    case 'summary':
    case 'permissionMode':
    case 'effort':
    case 'attributionAgent':
    case 'attributionSkill':
    case 'attributionPlugin':
    case 'attributionMcpServer':
    case 'attributionMcpTool':
    case 'fallbackModel':
    case 'requestRef':
    case 'renderedRole':
    case 'hash':
    case 'shapeHash':
    case 'prRepository':
      raw[key] = scan.string();
      return;
    case 'isMeta':
    case 'isCompactSummary':
    case 'isVisibleInTranscriptOnly':
    case 'isApiErrorMessage':
      raw[key] = scan.isTrue();
      return;
    case 'session_id':
      raw.hasSnakeSession = true;
      scan.skip();
      return;
    case 'origin':
      raw.originKind = readMember(scan, 'kind');
      return;
    case 'forkedFrom':
      raw.forkedFrom = readMember(scan, 'sessionId');
      return;
    case 'hookInfos':
      raw.promptHooks = readPromptHooks(scan);
      return;
    case 'worktreeSession':
      raw.worktree = readWorktree(scan);
      return;
    case 'sessions':
      raw.derivedFrom = readDerivedFrom(scan);
      return;
    case 'tool_use_result':
      if (scan.enterObject()) raw.topResult = readBlock(scan);
      else scan.skip();
      return;
    case 'parentToolUseID':
      raw.parentToolUseId = scan.string();
      return;
    case 'compactMetadata':
      raw.compact = readCompaction(scan);
      return;
    case 'content':
      raw.content = scan.stringPlace();
      return;
    case 'error':
      raw.error = readError(scan);
      return;
    case 'prNumber':
      raw.prNumber = scan.number();
      return;
    case 'quotaLimits':
      raw.quotaLimit = readQuotaLimit(scan);
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
    case 'commandRun':
      raw.hasCommandRun = true;
      scan.skip();
      return;
    case 'shape':
      raw.shape = readShape(scan);
      return;
    default:
      readRequestField(scan, key, raw);
  }
}

function readProgress(scan: LineScanner): RawProgress {
  const progress = new RawProgress();
  eachMember(scan, (key) => {
    if (key === 'type' || key === 'agentId') progress[key] = scan.string();
    else if (key === 'message') progress.inner = readInner(scan);
    else scan.skip();
  });
  return progress;
}

/** The record that a progress record embeds; what is said to be within it in turn is passed over. */
function readInner(scan: LineScanner): RawRecord {
  const inner = new RawRecord();
  inner.isRecovered = true;
  eachMember(scan, (key) => {
    if (key === '' || key === 'data') scan.skip();
    else readField(scan, key, inner);
  });
  return inner;
}
