import { isPlainWord } from '../../model/shell-word.ts';
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
    return [
      {
        text: 'deny its tools in settings.json',
        command: `"permissions": {"deny": [${JSON.stringify(`mcp__${server}`)}]}`,
      },
    ];
  if (server.startsWith('plugin_')) return [{ text: 'turn it off; it comes with a plugin', command: '/plugin' }];
  if (server.startsWith('claude_ai_')) return [{ text: 'turn off the connector of claude.ai', command: '/mcp' }];
  return [
    typed('take it out', ['claude mcp remove', server]),
    typed('or turn it off in one project', ['/mcp disable', server]),
  ];
}

/** What to type for it: a name that a shell does not take for one word is in no command. */
function typed(text: string, [command, name]: readonly [string, string], more = ''): LeverAction {
  return isPlainWord(name) ? { text, command: `${command} ${name}${more}` } : { text: `${text} (${command})` };
}

/** What takes a skill out of the listing that the model is shown. */
export function skillActions(skill: string): LeverAction[] {
  return [
    {
      text: `take it out of the listing in settings.json; /${skill} still works`,
      command: skillSetting(skill, 'user-invocable-only'),
    },
    { text: 'or hide it altogether', command: skillSetting(skill, 'off') },
  ];
}

function skillSetting(skill: string, to: string): string {
  return `"skillOverrides": {${JSON.stringify(skill)}: "${to}"}`;
}

/** Skills under this name come from the user's account at claude.ai. */
const FROM_ACCOUNT = 'anthropic-skills';

/** What turns off a plugin with all that it brings. `skills`: what is listed of it, where nothing but skills is. */
export function pluginActions(plugin: string, skills: readonly string[]): LeverAction[] {
  if (plugin === FROM_ACCOUNT)
    return [{ text: 'turn off skills from claude.ai in your settings.json', command: '"syncClaudeAiSkills": false' }];
  const [first] = skills;
  if (first === undefined)
    return [
      typed('turn it off', ['claude plugin disable', plugin]),
      typed('or in one project', ['claude plugin disable', plugin], ' --scope local'),
    ];
  return [
    { text: 'turn off the plugin that they are of, where /plugin lists one of this name' },
    {
      text: 'else, where they are of a folder of commands, take each out of the listing in settings.json',
      command: skillSetting(first, 'user-invocable-only'),
    },
  ];
}

/** What takes a type of agent out of the listing. */
export function agentActions(agent: string): LeverAction[] {
  return [
    { text: 'deny it in settings.json', command: `"permissions": {"deny": [${JSON.stringify(`Agent(${agent})`)}]}` },
    { text: 'or take its file out of .claude/agents' },
  ];
}

/** What makes a memory file smaller, or keeps it out of prompts that it says nothing to. */
export function memoryActions(end: string, project: string | null): LeverAction[] {
  const where = project === null ? '' : `; its heaviest project is ${endOfPath(project)}`;
  return [
    { text: `shorten ${end}${where}` },
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
