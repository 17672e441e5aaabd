import { mayBeTransaction, opensTransaction } from './names.ts';
import type { Scope } from './read-transactions.ts';

/** The transaction that decorators, annotations or attributes put around a function; null for none. */
export function markedScope(marks: readonly string[]): Scope | null {
  let maybe: Scope | null = null;
  for (const mark of marks) {
    // Runs after somebody else's transaction, in none of its own.
    if (/EventListener|non_atomic/.test(mark)) continue;
    for (const [, name] of mark.slice(0, 400).matchAll(/(?:^[@[#]*\s*|,\s*)([\w.]+)/g)) {
      const last = name?.slice(name.lastIndexOf('.') + 1) ?? '';
      if (!opensTransaction(last) && !mayBeTransaction(last)) continue;
      // One that only reads promises nothing about writes.
      const certain =
        opensTransaction(last) && !/readOnly\s*=\s*true|NOT_SUPPORTED|NEVER|SUPPORTS/.test(mark);
      const form = mark.startsWith('[') ? `[${last}]` : `@${name}`;
      if (certain) return { form, certain };
      maybe ??= { form, certain };
    }
  }
  return maybe;
}
