import { Document, isScalar, visit } from 'yaml';
import type { ModuleGraph } from '../../evidence/graph/module-graph.ts';
import { cleanLine } from '../../review/clean-text.ts';
import { countOf } from '../../review/count-findings.ts';
import { architectureOf, layersName, type Proposal } from './propose-architecture.ts';

/** A proposal as a settings file: what was seen as comments, then the rules, each with its reason. */
export function renderProposal(proposal: Proposal, graph: ModuleGraph, commit: string): string {
  const document = new Document({ architecture: architectureOf(proposal) });
  // Lists of names on one line: a layer is read as a layer.
  visit(document, {
    Seq(_, list) {
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  const yaml = document.toString({ lineWidth: 110, flowCollectionPadding: true });
  return `${seen(proposal, graph, commit)
    .map((line) => (line === '' ? '#' : `# ${cleanLine(line, 400)}`))
    .join('\n')}\n${yaml}`;
}

function seen(
  { modules, order, boundaries, circles, moduleEdges }: Proposal,
  graph: ModuleGraph,
  commit: string,
): string[] {
  const languages = graph.resolution.map(({ language, imports, unresolved }) => {
    const share = imports === 0 ? '0' : ((unresolved / imports) * 100).toFixed(1);
    return `  ${language}: ${countOf(imports, 'import')}, ${share} % look local and lead to no file`;
  });
  const rules = boundaries.length + (order.length > 0 ? 1 : 0);
  return [
    `Proposed by \`architect init\` from ${commit.slice(0, 12)}: ${rules === 0 ? 'no rule could be found that holds' : 'every rule below holds there today'}.`,
    'Read it, rename what has a better name, delete what is no intention of yours, add what should hold.',
    'The grammar: docs/architecture-rules.md of Architect. Try it: architect check --settings <this file>',
    '',
    `Seen: ${countOf(graph.files.length, 'file')}, ${countOf(graph.edges.length, 'import')} between them, ${countOf(graph.cycles.length, 'cycle')} of files;`,
    `${countOf(modules.length, 'module')} by the layout, ${countOf(moduleEdges, 'pair')} of them with imports.`,
    ...languages,
    ...(circles.length === 0
      ? ['No modules import one another in a circle.']
      : [
          `${countOf(circles.length, 'group')} of modules import one another in a circle; such a group is one layer below:`,
          ...circles.map((circle) => `  ${some(circle)}`),
        ]),
    ...(order.length > 0
      ? [`\`${layersName}\`: as the imports lie today; what is in one line may import one another.`]
      : []),
  ];
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}
