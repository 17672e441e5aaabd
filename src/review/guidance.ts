/** What a rule's finding means and what to do about it, when no model explains it. Markdown, one sentence each. */
export interface Guidance {
  consequence: string;
  wayOut: string;
  tradeOff: string;
}

/** By rule, else by its family. A rule without an entry is shown with its message alone. */
const guidance: ReadonlyMap<string, Guidance> = new Map([
  [
    'graph/new-cycle',
    {
      consequence:
        'Files of a cycle can only be understood, tested and moved together, and their order of loading begins to matter.',
      wayOut:
        'Move what both sides need into a file that imports neither, or pass it in as a parameter or interface.',
      tradeOff: 'One more file or interface to name and keep.',
    },
  ],
  [
    'graph/boundary',
    {
      consequence:
        'The boundary that the team wrote down no longer holds, and the next import follows the first.',
      wayOut: 'Go through what the other side offers, or change the rule together with its reason.',
      tradeOff: 'An indirection here, or a boundary that protects less.',
    },
  ],
  [
    'graph/layer',
    {
      consequence: 'A lower layer that knows a higher one can be neither tested nor replaced without it.',
      wayOut:
        'Turn the dependency round: let the lower layer define the interface and the higher one implement it.',
      tradeOff: 'An interface, and its wiring at the start of the program.',
    },
  ],
  [
    'graph/new-module-dependency',
    {
      consequence:
        'From now on the two modules are read, built and changed with each other in mind, and the next import follows more easily.',
      wayOut:
        'If it is not meant, hand over what is needed as a parameter or interface, or move it to where both may import it; if it must never be, write a boundary down.',
      tradeOff: 'An indirection, for a border that can still be seen.',
    },
  ],
  [
    'graph/hub',
    {
      consequence: 'More and more has to change, and be tested again, whenever this file does.',
      wayOut: 'Split it along the reasons for which its users import it.',
      tradeOff: 'More files, and imports that have to follow.',
    },
  ],
  [
    'dependency/major',
    {
      consequence: 'A major version announces that what used to work may not.',
      wayOut: "Read the release's notes for what breaks and cover the calls that are concerned by a test.",
      tradeOff: 'Staying behind gets dearer with every release.',
    },
  ],
  [
    'contract',
    {
      consequence:
        'Callers built against the old contract break once this is deployed, at a time that they do not choose.',
      wayOut:
        'Add the new form beside the old one, move the callers, then remove the old one in a change of its own.',
      tradeOff: 'Two forms to serve until the last caller has moved.',
    },
  ],
  [
    'data',
    {
      consequence:
        'It runs against the data that production has, while the application goes on working on it.',
      wayOut:
        'Take it in steps that each work with the version of the code before and after: expand, move the data, contract.',
      tradeOff: 'Several deployments in place of one.',
    },
  ],
  [
    'infrastructure',
    {
      consequence: 'It changes what has to run, be watched and be secured in operation.',
      wayOut: 'State it in the manifest: version, health, limits and who may reach it.',
      tradeOff: 'Values to choose now and to keep up to date.',
    },
  ],
  [
    'resilience',
    {
      consequence: 'When the other side hangs or fails, this side now hangs or fails with it.',
      wayOut:
        'Bound every call in time, retry only what may be repeated, and say what happens once it has failed.',
      tradeOff: 'Limits to choose, and failures that have to be handled where they used to be waited out.',
    },
  ],
  [
    'observability',
    {
      consequence: 'The next trouble on this path is noticed later and takes longer to find.',
      wayOut: 'Keep the log, metric or trace on the path that takes its place.',
      tradeOff: 'Some volume of telemetry.',
    },
  ],
  [
    'security',
    {
      consequence: 'Whoever reaches this path is let in without being asked who they are.',
      wayOut: 'Put it behind the same check as its neighbours, or say in the code why it is open.',
      tradeOff: 'A check on the way of every call.',
    },
  ],
  [
    'decision/violated',
    {
      consequence: 'Code and record now say different things, and readers of either are misled.',
      wayOut: 'Follow the record, or supersede it with a new one in this pull request.',
      tradeOff: 'A way round here, or a decision to be discussed again.',
    },
  ],
]);

/** Guidance of a rule or of its family (`data/…`), or null. */
export function guidanceOf(rule: string): Guidance | null {
  return guidance.get(rule) ?? guidance.get(rule.split('/')[0] ?? '') ?? null;
}
