import { LineScanner } from './line-scanner.ts';

/** Every key that any reader of raw records asks for, by who asks. */
const KEYS = words(`
  type subtype uuid parentUuid timestamp sessionId agentId requestId promptId cwd version isSidechain isMeta
  isCompactSummary isVisibleInTranscriptOnly isApiErrorMessage toolDenialKind promptSource scheduledTaskId session_id origin kind
  forkedFrom parentSessionId continuedInSessionId customTitle aiTitle summary permissionMode effort parentToolUseID
  attributionAgent attributionSkill attributionPlugin attributionMcpServer attributionMcpTool fallbackModel error status
  toolUseResult structuredPatch lines tool_use_result compactMetadata trigger preTokens postTokens
  attachment commandMode prompt data message id model stop_reason usage content text thinking signature name tool_use_id is_error
  input diagnostics cache_miss_reason cache_missed_input_tokens
  file_path notebook_path path pattern command query url skill description subagent_type old_string new_string to
  recipient subject task_id taskId source displayPath filename
  input_tokens output_tokens cache_read_input_tokens cache_creation_input_tokens cache_creation
  ephemeral_5m_input_tokens ephemeral_1h_input_tokens output_tokens_details thinking_tokens server_tool_use
  web_search_requests speed inference_geo service_tier iterations
  startTime totalCostUSD modelUsage inputTokens outputTokens cacheReadInputTokens cacheCreationInputTokens
  webSearchRequests costUSD agentType toolUseId
  role rendered renderedRole requestRef hash shapeHash commandRun shape system tools schema defer_loading tool_name
  querySource base keep tail params betas output_config hookName hookEvent names addedTypes addedNames addedLines addedBlocks
  snippet files systemPrompt cliPrefix entries file surfacedNames tool contextUsage total_tokens categories tokens
  preservedSegment headUuid base64
  requestSessionId sessionKind sessions via runId searchCount hookInfos promptText gitBranch prNumber prRepository
  worktreeSession worktreePath originalCwd quotaLimits rateLimitType resetsAt
`);

/** A scanner that knows the keys of transcripts and agent metadata. */
export function transcriptScanner(): LineScanner {
  return new LineScanner(KEYS);
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
