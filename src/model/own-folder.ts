/** The folder that tj is installed in. Compiled or not, every file that this may stand in lies two folders below it. */
export const OWN_FOLDER = new URL('../../', import.meta.url);
