import { csharp } from './csharp/csharp.ts';
import { go } from './go/go.ts';
import { jvm } from './jvm/jvm.ts';
import type { GraphLanguage } from './language.ts';
import { php } from './php/php.ts';
import { python } from './python/python.ts';
import { ruby } from './ruby/ruby.ts';
import { rust } from './rust/rust.ts';
import { typescript } from './typescript/typescript.ts';

/** The languages whose imports are read. The first that claims a path has it. */
export const languages: readonly GraphLanguage[] = [typescript, python, rust, go, csharp, jvm, ruby, php];
