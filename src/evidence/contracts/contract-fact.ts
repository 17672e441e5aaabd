import type { Side } from '../../source/change.ts';
import type { Rule } from '../detector.ts';
import type { Fact, Severity } from '../evidence.ts';

/** How a contract is written. `route` is an endpoint that code declares and no contract describes. */
export type ContractFormat =
  | 'openapi'
  | 'graphql'
  | 'protobuf'
  | 'asyncapi'
  | 'json-schema'
  | 'typescript'
  | 'route';

/** One change of a contract, as the detectors of all formats say it. */
export interface ContractChange {
  format: ContractFormat;
  /** Whether a consumer that keeps to the old contract can fail because of it. */
  breaking: boolean;
  /** Unless said, `error` for a break and `note` for what is harmless; a detector lowers it where it is less sure. */
  severity?: Severity;
  /** The rule of the tool or the list it comes from: oasdiff's id, buf's name, GraphQL Inspector's type. */
  check: string;
  /** What changes, in the contract's own words: `GET /users/{id}`, `User.email`, `orders.v1.Order.total`. */
  element: string;
  path: string;
  /** 1-based in the file of `side`; null where only the file is known. */
  line: number | null;
  side: Side;
  /** One sentence in plain text without a full stop: what changed, naming the element. */
  message: string;
  /** Who is hurt and how, one sentence without a full stop; empty for a harmless change. */
  consumer: string;
  /** The compatible way (expand and contract) in one sentence without a full stop; empty for a harmless change. */
  wayOut: string;
}

/** `contract/<format>-breaking` or `contract/<format>-changed`, with the change as data. */
export function contractFact(change: ContractChange): Fact {
  const { format, breaking, severity, check, element, path, line, side, message, consumer, wayOut } = change;
  return {
    rule: `contract/${format}-${breaking ? 'breaking' : 'changed'}`,
    severity: severity ?? (breaking ? 'error' : 'note'),
    path,
    line,
    side,
    message,
    data: { check, consumer, element, format, wayOut },
  };
}

/** Both rules of a format. `severity` is that of a break. */
export function contractRules(format: ContractFormat, title: string, severity: Severity = 'error'): Rule[] {
  return [
    {
      id: `contract/${format}-breaking`,
      severity,
      description: `${title} changes so that its consumers can fail`,
    },
    { id: `contract/${format}-changed`, severity: 'note', description: `${title} changes without harm` },
  ];
}
