import { JsonScanner } from './json-scanner.ts';

/** Every key that any reader of raw records asks for. */
const KEYS = [
  ...[
    'type',
    'subtype',
    'uuid',
    'parentUuid',
    'timestamp',
    'sessionId',
    'agentId',
    'requestId',
    'promptId',
    'cwd',
    'version',
  ],
  ...['isSidechain', 'isMeta', 'isCompactSummary', 'isVisibleInTranscriptOnly', 'isApiErrorMessage', 'toolDenialKind'],
  ...['promptSource', 'scheduledTaskId', 'origin', 'kind', 'forkedFrom', 'parentSessionId', 'continuedInSessionId'],
  ...['customTitle', 'aiTitle', 'summary', 'toolUseResult', 'compactMetadata', 'trigger', 'preTokens', 'postTokens'],
  ...[
    'attachment',
    'commandMode',
    'prompt',
    'data',
    'message',
    'id',
    'model',
    'stop_reason',
    'usage',
    'content',
    'text',
  ],
  ...['thinking', 'name', 'tool_use_id', 'is_error', 'input', 'subagent_type', 'input_tokens', 'output_tokens'],
  ...['cache_read_input_tokens', 'cache_creation_input_tokens', 'cache_creation', 'ephemeral_5m_input_tokens'],
  ...[
    'ephemeral_1h_input_tokens',
    'output_tokens_details',
    'thinking_tokens',
    'server_tool_use',
    'web_search_requests',
  ],
  ...['startTime', 'totalCostUSD', 'modelUsage', 'inputTokens', 'outputTokens', 'cacheReadInputTokens'],
  ...[
    'cacheCreationInputTokens',
    'webSearchRequests',
    'costUSD',
    'speed',
    'inference_geo',
    'service_tier',
    'iterations',
    'agentType',
    'toolUseId',
  ],
];

/** A scanner that knows the keys of transcripts and agent metadata. */
export function transcriptScanner(): JsonScanner {
  return new JsonScanner(KEYS);
}
