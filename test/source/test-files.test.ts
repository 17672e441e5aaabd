import { expect, test } from 'vitest';
import { isTestPath } from '../../src/source/test-files.ts';

test.each([
  'test/a.ts',
  'packages/core/tests/unit/a.ts',
  'src/a.test.ts',
  'src/a.spec.tsx',
  'src/a_test.ts',
  'test/app.e2e-spec.ts',
  'src/__tests__/helper.js',
  'src/__mocks__/fs.js',
  'cypress/support/commands.js',
  'packages/test-utils/src/index.ts',
  'packages/medusa/integration-tests/http/a.ts',
  'spec/models/user.rb',
  'saleor/order/tests/test_order.py',
  'saleor/order/test_order.py',
  'conftest.py',
  'app/tests.py',
  'pkg/a/a_test.go',
  'pkg/a/testdata/b.go',
  'core/src/test/java/com/acme/Helper.java',
  'app/src/androidTest/kotlin/A.kt',
  'core/common/test/io/ktor/A.kt',
  'core/src/dockerTest/java/A.java',
  'src/main/java/com/acme/OrderTests.java',
  'core/src/testFixtures/java/com/acme/Orders.java',
  'tests/Jellyfin.Api.Tests/Startup.cs',
  'Ordering.UnitTests/Fakes.cs',
  'src/OrderTest.php',
  'test/models/order_test.rb',
  'lib/order_spec.rb',
  'tokio/tests/io.rs',
  'src/parser/tests.rs',
])('%s is of the tests', (path) => {
  expect(isTestPath(path)).toBe(true);
});

test.each([
  'src/latest/a.ts',
  'src/contest.ts',
  'src/manifest/tests-of-faith.json',
  'src/testing/mod.rs',
  'src/Illuminate/Testing/Assert.php',
  'src/protest.py',
  'src/attestation/a.go',
  'lib/greatest.rb',
  'spec/openapi.go',
  'src/commands/test.rs',
  'Contest.java',
  'SPLIT.java',
  'src/spec.rs',
  'src/fastest.ts',
  'src/hasOwnProperty.constructor',
  'constructor/a.ts',
])('%s is not', (path) => {
  expect(isTestPath(path)).toBe(false);
});
