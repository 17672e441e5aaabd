import { type Fact, severities } from '../evidence/evidence.ts';
import type { ChangedFile } from '../source/change.ts';

const tests =
  /(?:^|\/)(?:tests?|specs?|__tests__|__mocks__|testdata|fixtures?|e2e)\/|[._-](?:test|spec)s?\.[a-z0-9]+$|(?:^|\/)(?:test_[^/]*|conftest)\.py$|_test\.(?:go|py|rb)$|(?:Test|Tests|Spec|IT)\.(?:java|kt|cs|scala|php)$/;
const documents = /(?:^|\/)docs?\/|\.(?:md|mdx|markdown|rst|adoc|txt)$/i;
/** Manifests, contracts, migrations, infrastructure: where architecture is written outside of code. */
const declarations =
  /(?:^|\/)(?:package\.json|pyproject\.toml|requirements[^/]*\.txt|go\.mod|cargo\.toml|pom\.xml|build\.gradle(?:\.kts)?|gemfile|composer\.json|dockerfile[^/]*|(?:docker-)?compose[^/]*\.ya?ml|chart\.ya?ml|(?:openapi|swagger|asyncapi)[^/]*\.(?:ya?ml|json))$|\.(?:csproj|fsproj|proto|graphqls?|tf|sql|prisma|avsc)$|(?:^|\/)(?:migrations?|k8s|kubernetes|helm|terraform|infra|deploy)\//i;

/**
 * The order in which changed files are shown to the model until the budget is spent: files with facts by severity,
 * then manifests, contracts and infrastructure, then source, then the rest, then tests, then documentation; by path
 * within.
 */
export function rankFiles(files: readonly ChangedFile[], facts: readonly Fact[]): ChangedFile[] {
  const severity = new Map<string, number>();
  for (const fact of facts) {
    const rank = severities.indexOf(fact.severity);
    severity.set(fact.path, Math.min(rank, severity.get(fact.path) ?? rank));
  }
  const rankOf = (file: ChangedFile) =>
    severity.get(file.path) ?? severity.get(file.previousPath ?? '') ?? severities.length + kindOf(file);
  return files
    .map((file) => ({ file, rank: rankOf(file) }))
    .sort((a, b) => a.rank - b.rank || (a.file.path < b.file.path ? -1 : 1))
    .map(({ file }) => file);
}

function kindOf(file: ChangedFile): number {
  const path = file.path.slice(-500);
  if (tests.test(path)) return 3;
  if (documents.test(path) && !declarations.test(path)) return 4;
  if (declarations.test(path)) return 0;
  return file.language === null ? 2 : 1;
}
