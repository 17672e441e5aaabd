import type { Evidence, Fact } from '../evidence/evidence.ts';
import { isTestPath } from '../source/test-files.ts';
import { compareGraphs } from './compare-graphs.ts';
import type { DecisionNeeded, Judgement, Sections } from './judgement.ts';
import { bullets, code, some } from './markdown-lists.ts';
import { noUsage } from './prices.ts';
import { sanitiseName } from './sanitise-untrusted.ts';
import { summariseEvidence } from './summarise-evidence.ts';

/**
 * The architect without a model: explains the evidence and invents nothing. Sections for which the evidence has no
 * material are empty; there are no claims and no questions, since facts become findings on their own.
 */
export function judgeWithoutModel(evidence: Evidence): Judgement {
  return {
    architect: 'none',
    model: null,
    summary: summariseEvidence(evidence),
    sections: {
      currentVsProposed: compareGraphs(evidence),
      diagrams: showDiagram(evidence),
      components: listComponents(evidence),
      // What changes in contracts and migrations is told by tables that are computed for every review.
      contracts: '',
      plan: listFacts(evidence, ['infrastructure/']),
    } satisfies Sections,
    claims: [],
    decisions: evidence.facts.filter((fact) => fact.rule === 'decision/needed').map(toDecision),
    questions: [],
    lookedAt: evidence.files.filter((file) => !file.binary && !file.generated).map((file) => file.path),
    notShown: [],
    usage: noUsage,
    incomplete: null,
    milliseconds: 0,
  };
}

function showDiagram({ graph }: Evidence): string {
  // A fence within would end ours; such a diagram is not drawn at all.
  if (graph.diagram === '' || graph.diagram.includes('```')) return '';
  return `\`\`\`mermaid\n${graph.diagram.trim()}\n\`\`\``;
}

/** New files that are part of the module graph, and new packages with the files that use them. */
function listComponents({ files, graph }: Evidence): string {
  const added = files
    .filter(({ status, path }) => status === 'added' && !isTestPath(path))
    .map((file) => ({
      path: file.path,
      uses: graph.edgesAdded.filter((edge) => edge.from === file.path).map((edge) => edge.to),
      usedBy: graph.edgesAdded.filter((edge) => edge.to === file.path).map((edge) => edge.from),
    }))
    .filter(({ uses, usedBy }) => uses.length + usedBy.length > 0);
  return [
    ...bullets('New file', added, ({ path, uses, usedBy }) =>
      [code(path), some('uses', uses), some('used by', usedBy)].filter((part) => part !== '').join('; '),
    ),
    ...bullets('New package', graph.packagesAdded, (use) =>
      [`${code(use.name)} (${use.ecosystem})`, some('used by', use.from)]
        .filter((part) => part !== '')
        .join('; '),
    ),
  ].join('\n');
}

function listFacts({ facts }: Evidence, families: string[]): string {
  const chosen = facts.filter((fact) => families.some((family) => fact.rule.startsWith(family)));
  return bullets('Fact', chosen, (fact) => `${plain(fact.message)} (${code(fact.path)})`).join('\n');
}

/** The detector's data as far as it is there; options are not invented. */
function toDecision(fact: Fact): DecisionNeeded {
  const { decision, drivers, paths } = fact.data;
  return {
    title: sanitiseName(typeof decision === 'string' ? decision : fact.message, 200),
    why: [fact.message, ...strings(drivers)].map((text) => sanitiseName(text, 500)).join(' '),
    options: [],
    paths: strings(paths).length > 0 ? strings(paths) : [fact.path],
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** A sentence that can hold such names, as text without markup. */
function plain(text: string): string {
  return sanitiseName(text, 500).replace(/[\\`*_[\]<>|#!]/g, '\\$&');
}
