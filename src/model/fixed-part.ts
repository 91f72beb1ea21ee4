/**
 * What a part of the fixed context is: the system prompt, a tool, an MCP server with all its tools and instructions, an
 * entry of the listings of skills and agents, or a listing as a whole.
 */
export const FIXED_PARTS = ['system', 'tool', 'mcp', 'skill', 'agent', 'other'] as const;

export type FixedPart = (typeof FIXED_PARTS)[number];

/** What the instructions of all MCP servers are called, which stand in the prompt as one. */
export const MCP_INSTRUCTIONS = 'MCP instructions';
