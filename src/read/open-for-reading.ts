import { constants, openSync } from 'node:fs';

/** Missing on Windows, where links need rights to be made and pipes are no files. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

/**
 * A descriptor to read a transcript by. Throws as `openSync` does, `ELOOP` for a symbolic link: whatever was put in a
 * file's place since it was found is not followed, and a pipe there does not keep us waiting.
 */
export function openForReading(path: string): number {
  return openSync(path, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}
