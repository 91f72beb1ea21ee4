/** Version of what the journal holds: files read by another one are read anew while they exist. */
export const PARSER_VERSION = 1;
