import type { ContextUse } from '../model/status.ts';

/** The window that `[1m]` behind a model's id asks for. */
const LONG_WINDOW = 1_000_000;

/** Whether what Claude Code says of the window cannot be so: more is in it than it holds, or a longer one was asked for. */
export function isWindowDoubtful({ tokens, windowTokens }: ContextUse, modelId: string | null): boolean {
  if (tokens === null || windowTokens === null) return false;
  return tokens > windowTokens || (isLong(modelId) && windowTokens < LONG_WINDOW);
}

/**
 * How much of the context window is used, in percent. Where the window that was told cannot be so, it is the model's own:
 * `listedWindow`, in tokens, of the price file. Null where nothing tells.
 */
export function contextPercentage(use: ContextUse, modelId: string | null, listedWindow: number | null): number | null {
  const { tokens, windowTokens, percentage } = use;
  if (tokens === null || windowTokens === null) return percentage;
  if (!isWindowDoubtful(use, modelId)) return percentage ?? (100 * tokens) / windowTokens;
  const window = Math.max(windowTokens, listedWindow ?? 0, isLong(modelId) ? LONG_WINDOW : 0);
  return Math.min(100, (100 * tokens) / window);
}

function isLong(modelId: string | null): boolean {
  return modelId?.toLowerCase().endsWith('[1m]') ?? false;
}
