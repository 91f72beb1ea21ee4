import type { LeverAction } from './lever.ts';
import { endOfPath } from './lever-of.ts';

/** Servers that Claude Code brings itself, which are in no configuration that `claude mcp` knows. */
const BUILT_IN: ReadonlySet<string> = new Set(['computer-use', 'claude-in-chrome', 'ide']);

/** Projects that are named; more are counted. */
const NAMED = 3;

/** What takes an MCP server out of prompts. `projects`: those whose sessions called it. */
export function serverActions(server: string, projects: readonly string[]): LeverAction[] {
  return [
    ...removal(server),
    ...(projects.length === 0 ? [] : [{ text: `keep it where it was called: ${listed(projects)}` }]),
  ];
}

function removal(server: string): LeverAction[] {
  if (BUILT_IN.has(server))
    return [{ text: 'deny its tools in settings.json', command: `"permissions": {"deny": ["mcp__${server}"]}` }];
  if (server.startsWith('plugin_')) return [{ text: 'turn it off; it comes with a plugin', command: '/plugin' }];
  if (server.startsWith('claude_ai_')) return [{ text: 'turn off the connector of claude.ai', command: '/mcp' }];
  return [
    { text: 'take it out', command: `claude mcp remove ${server}` },
    { text: 'or turn it off in one project', command: `/mcp disable ${server}` },
  ];
}

/** What takes a skill out of the listing that the model is shown. */
export function skillActions(skill: string): LeverAction[] {
  return [
    {
      text: `take it out of the listing in settings.json; /${skill} still works`,
      command: `"skillOverrides": {"${skill}": "user-invocable-only"}`,
    },
    { text: 'or hide it altogether', command: `"skillOverrides": {"${skill}": "off"}` },
  ];
}

/** Skills under this name come from the user's account at claude.ai. */
const FROM_ACCOUNT = 'anthropic-skills';

/** What turns off a plugin with all that it brings. `skills`: what is listed of it, where nothing but skills is. */
export function pluginActions(plugin: string, skills: readonly string[]): LeverAction[] {
  if (plugin === FROM_ACCOUNT)
    return [{ text: 'turn off skills from claude.ai in your settings.json', command: '"syncClaudeAiSkills": false' }];
  const disable = `claude plugin disable ${plugin}`;
  const [first] = skills;
  if (first === undefined)
    return [
      { text: 'turn it off', command: disable },
      { text: 'or in one project', command: `${disable} --scope local` },
    ];
  return [
    { text: 'turn off the plugin that they are of', command: disable },
    {
      text: 'or, where they are of a folder of commands, each in settings.json',
      command: `"skillOverrides": {"${first}": "user-invocable-only"}`,
    },
  ];
}

/** What takes a type of agent out of the listing. */
export function agentActions(agent: string): LeverAction[] {
  return [
    { text: 'deny it in settings.json', command: `"permissions": {"deny": ["Agent(${agent})"]}` },
    { text: 'or take its file out of .claude/agents' },
  ];
}

/** What makes a memory file smaller, or keeps it out of prompts that it says nothing to. */
export function memoryActions(path: string, project: string | null): LeverAction[] {
  const where = project === null ? '' : `; its heaviest project is ${endOfPath(project)}`;
  return [
    { text: `shorten ${endOfPath(path)}${where}` },
    { text: 'move what concerns some files only into .claude/rules/, with `paths` in its head' },
  ];
}

/** What makes the output of a hook shorter. A hook is called by its event, and what it matched. */
export function hookActions(hook: string): LeverAction[] {
  const event = hook.split(':')[0] ?? hook;
  return [
    {
      text: `shorten what it prints or gives as additionalContext: hooks.${event} in settings.json or in a plugin`,
      command: '/hooks',
    },
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
