/** The desktop app keeps a config folder for each of its sessions below this. */
const DESKTOP_APP = 'local-agent-mode-sessions';

/**
 * The config folder that a transcript came from: what holds `projects/<project>/<session>.jsonl`, or, where a folder of
 * another name was read, that folder. All of the desktop app's are one.
 */
export function configFolderOf(path: string, sessionId: string): string {
  const separator = path.includes('/') ? '/' : '\\';
  const parts = path.split(separator);
  const agents = parts.findIndex((part, i) => part === 'subagents' && parts[i - 1] === sessionId);
  const root = parts.slice(0, agents < 0 ? -2 : agents - 2);
  if (root.at(-1) === 'projects') root.pop();
  const desktop = root.indexOf(DESKTOP_APP);
  return (desktop < 0 ? root : root.slice(0, desktop + 1)).join(separator) || separator;
}
