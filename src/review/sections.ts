import type { Sections } from '../architect/judgement.ts';
import { renderContracts } from './contract-table.ts';
import { renderMigrations } from './migration-plan.ts';
import type { Review } from './review.ts';
import { quoteCode } from './sanitise-markdown.ts';

export interface Section {
  name: string;
  /** Markdown of ours, made of sanitised parts: stands before `text`. Empty for most. */
  computed: string;
  /** Markdown of the architect, not yet sanitised; both empty: no material. */
  text: string;
  /** What would give it material. */
  needs: string;
  /** It holds a picture that is small enough to be shown without a click. */
  picture: boolean;
}

/** Arrows of an open picture; ours are at most a few dozen, and a dozen fit a screen. */
const mostArrows = 16;

const described: readonly { key: keyof Sections; name: string; needs: string }[] = [
  {
    key: 'currentVsProposed',
    name: 'Current vs Proposed Architecture',
    needs: 'a change of the module graph, or a model that weighs the change',
  },
  {
    key: 'diagrams',
    name: 'Architecture Diagrams',
    needs: 'imports or services that come to depend on each other in another way',
  },
  { key: 'components', name: 'Key Component Implementation', needs: 'a component that is added or altered' },
  {
    key: 'contracts',
    name: 'API Contracts and Interfaces',
    needs: 'an interface, data model or message that is defined or altered',
  },
  {
    key: 'plan',
    name: 'Migration and Implementation Plan',
    needs: 'a migration, or a change that is rolled out in steps',
  },
];

/**
 * The five sections in their order. The diagram drawn from the code stands in the second one, once; the table of
 * contracts and the order of the migrations open those that tell of them.
 */
export function sectionsOf({ sections, graph, contracts, migrations }: Review): Section[] {
  const computedBy: Partial<Record<keyof Sections, string>> = {
    contracts: renderContracts(contracts),
    plan: renderMigrations(migrations),
  };
  return described.map(({ key, name, needs }) => {
    const own = sections[key].trim();
    const drawn = key === 'diagrams' && graph.diagram.trim() !== '' && !own.includes('```mermaid');
    const diagram = drawn ? quoteCode(graph.diagram.trim(), 'mermaid') : '';
    const text = [diagram, own].filter((part) => part !== '').join('\n\n');
    return {
      name,
      needs,
      computed: computedBy[key] ?? '',
      text,
      picture: key === 'diagrams' && isGlance(text),
    };
  });
}

/** Whether a text holds pictures that are taken in at a glance; a larger one waits for a click. */
function isGlance(text: string): boolean {
  const arrows = text.split('\n').filter((line) => /--|-\.-|==/.test(line)).length;
  return text.includes('```mermaid') && arrows <= mostArrows;
}
