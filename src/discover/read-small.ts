import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Missing on Windows, where pipes are no files. */
const { O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

/** Nobody has settings of that size. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * A file that is small by what it is for, such as settings. Throws what the file system says, and, with codes as it has them,
 * for what is no file (`EINVAL`; a pipe would keep us waiting) or is larger than `mostBytes` (`EFBIG`).
 */
export function readSmall(path: string, mostBytes = MOST_BYTES): Buffer {
  const fd = openSync(path, constants.O_RDONLY | O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw refused('EISDIR', `${path} is a folder`);
    if (!stat.isFile()) throw refused('EINVAL', `${path} is no file`);
    const bytes = Buffer.alloc(Math.min(stat.size, mostBytes) + 1);
    let filled = 0;
    for (let got = -1; got !== 0 && filled < bytes.length; filled += got) {
      got = readSync(fd, bytes, filled, bytes.length - filled, filled);
    }
    // One that grows meanwhile is read as far as it went.
    if (filled > mostBytes) throw refused('EFBIG', `${path} has more than ${mostBytes} bytes`);
    return bytes.subarray(0, Math.min(filled, stat.size));
  } finally {
    closeSync(fd);
  }
}

function refused(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
