import type { Grammar } from '../../code/grammars.ts';
import { csharp } from './languages/csharp.ts';
import { ecmascript } from './languages/ecmascript.ts';
import { go } from './languages/go.ts';
import { jvm } from './languages/jvm.ts';
import { php } from './languages/php.ts';
import { python } from './languages/python.ts';
import { ruby } from './languages/ruby.ts';
import type { TransactionLanguage } from './transaction-language.ts';

const languages: readonly TransactionLanguage[] = [csharp, ecmascript, go, jvm, php, python, ruby];

/** The language that reads a grammar's transactions; null for none. */
export function transactionLanguageOf(grammar: Grammar): TransactionLanguage | null {
  return languages.find(({ grammars }) => grammars.includes(grammar)) ?? null;
}
