/** The code of a file system's error (`ENOENT`, `EACCES` ...). Anything else is a bug of ours and is thrown on. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code);
  throw error;
}
