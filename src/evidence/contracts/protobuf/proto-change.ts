import type { Severity } from '../../evidence.ts';
import type { CheckName } from './checks.ts';

/** A break; the check's severity counts unless one is given. */
export interface ProtoBreak {
  kind: 'break';
  check: CheckName;
  /** buf's own name where one check of ours stands for several of its. */
  name?: string;
  severity?: Severity;
  element: string;
  message: string;
  path: string;
  line: number | null;
  side: 'LEFT' | 'RIGHT';
}

/** Something added. */
interface ProtoAddition {
  kind: 'addition';
  check:
    | 'FILE_ADDED'
    | 'MESSAGE_ADDED'
    | 'ENUM_ADDED'
    | 'SERVICE_ADDED'
    | 'FIELD_ADDED'
    | 'ENUM_VALUE_ADDED'
    | 'RPC_ADDED';
  element: string;
  message: string;
  path: string;
  line: number | null;
  side: 'RIGHT';
}

export type ProtoChange = ProtoBreak | ProtoAddition;

const mostNames = 5;

/** `a`, `a and b`, `a, b and 3 more`: names for a message, cut where there are many. */
export function listNames(names: readonly string[]): string {
  if (names.length === 1) return names[0]!;
  const shown = names.slice(0, names.length > mostNames ? mostNames : names.length - 1);
  const rest = names.length - shown.length;
  return `${shown.join(', ')} and ${rest === 1 ? names.at(-1) : `${rest} more`}`;
}
