import { type Evidence, type Fact, type MigrationChange, severities } from '../evidence/evidence.ts';
import { unreadLanguages } from '../evidence/graph/unread-languages.ts';

/** What the evidence says in a few sentences of counts: the change of the module graph, of contracts and of data, and the facts by severity. */
export function summariseEvidence({ files, graph, facts, migrations }: Evidence): string {
  const changes = [
    change(graph.edgesAdded.length, 'adds', 'dependency between files', 'dependencies between files'),
    change(graph.edgesRemoved.length, 'removes', 'dependency between files', 'dependencies between files'),
    change(
      graph.moduleEdgesAdded.length,
      'makes',
      'first import between modules',
      'first imports between modules',
    ),
    change(graph.cyclesAdded.length, 'creates or extends', 'import cycle', 'import cycles'),
    change(graph.cyclesRemoved.length, 'dissolves or shrinks', 'import cycle', 'import cycles'),
    change(graph.packagesAdded.length, 'brings in', 'package', 'packages'),
    change(graph.packagesRemoved.length, 'drops', 'package', 'packages'),
  ].filter((part) => part !== null);
  const scope = count(files.length, 'changed file', 'changed files');
  const unread = unreadLanguages(files);
  const unchanged =
    unread.length === 0 ? 'The module graph stays as it is' : 'No change of the module graph is known';
  const graphSentence =
    changes.length === 0 ? `${unchanged} (${scope}).` : `This change ${joinWords(changes)} (${scope}).`;
  return `${graphSentence}${describeUnread(unread)}${describeEffects(facts, migrations)} ${describeFacts(facts)}`;
}

/** What changes for others and for the data; nothing where there is nothing of it. */
function describeEffects(facts: readonly Fact[], migrations: readonly MigrationChange[]): string {
  const contracts = facts.filter(({ rule }) => rule.startsWith('contract/'));
  const broken = new Set(
    contracts
      .filter(({ rule, severity }) => rule.endsWith('-breaking') && severity !== 'note')
      .map(({ path }) => path),
  );
  const touched = new Set(contracts.map(({ path }) => path));
  const run = migrations.filter(({ status }) => status !== 'removed').length;
  const effects = [
    broken.size > 0
      ? `can break the consumers of ${count(broken.size, 'contract', 'contracts')}`
      : change(touched.size, 'changes', 'contract without harm', 'contracts without harm'),
    change(run, 'brings', 'migration', 'migrations'),
  ].filter((part) => part !== null);
  return effects.length === 0 ? '' : ` It ${joinWords(effects)}.`;
}

function describeUnread(unread: { language: string; files: number }[]): string {
  if (unread.length === 0) return '';
  const named = unread.map(({ language, files }) => `${language} (${count(files, 'file', 'files')})`);
  return ` Imports in ${joinWords(named)} are not read yet: what the change does to their dependencies is unknown.`;
}

/** Notes and decisions are told elsewhere: counted here, they would contradict the number of findings. */
function describeFacts(facts: readonly Fact[]): string {
  const found = facts.filter(({ rule, severity }) => rule !== 'decision/needed' && severity !== 'note');
  const decisions = facts.filter(({ rule }) => rule === 'decision/needed').length;
  const needed =
    decisions === 0 ? '' : ` ${count(decisions, 'decision is', 'decisions are')} to be recorded.`;
  if (found.length === 0) return `No rule found anything to mend.${needed}`;
  const bySeverity = severities
    .map((severity) => ({ severity, number: found.filter((each) => each.severity === severity).length }))
    .filter(({ number }) => number > 0)
    .map(({ severity, number }) => count(number, severity, `${severity}s`));
  return `The rules found ${joinWords(bySeverity)}.${needed}`;
}

function change(number: number, verb: string, one: string, many: string): string | null {
  return number === 0 ? null : `${verb} ${count(number, one, many)}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
