import type { Severity } from '../../evidence.ts';

/** One change of a schema, placed. */
export interface SchemaChange {
  breaking: boolean;
  severity: Severity;
  /** GraphQL Inspector's type. */
  check: string;
  element: string;
  message: string;
  consumer: string;
  wayOut: string;
  path: string;
  line: number | null;
  side: 'LEFT' | 'RIGHT';
  /** For an addition: its owner, and what the owner gains. */
  owner?: string;
  gains?: string;
  /** For a whole schema: its types. */
  holds?: readonly string[];
}
