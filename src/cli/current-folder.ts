import { errorCode } from '../discover/error-code.ts';

/** The folder that tj runs in; `instead` where that has been deleted. */
export function currentFolder(instead: string): string {
  try {
    return process.cwd();
  } catch (error) {
    errorCode(error);
    return instead;
  }
}
