import type { Fact } from '../../evidence/evidence.ts';
import { cleanLine } from '../../review/clean-text.ts';
import { type CheckReport, countBySeverity, ruleNameOf } from './check-report.ts';

/**
 * JUnit's XML as CI servers read it: a test case per rule, failed by errors; warnings and notes stand in its output.
 * What could not be read is a suite of its own, so that it is seen.
 * https://github.com/testmoapp/junitxml
 */
export function renderCheckJunit(report: CheckReport): string {
  const byName = Map.groupBy(report.facts, ruleNameOf);
  const inForce = new Map(report.rules.map((rule) => [rule.name, rule.file]));
  const names = [...new Set([...inForce.keys(), ...byName.keys()])];
  const cases = names.map((name) => testCase(name, inForce.get(name) ?? 'architect', byName.get(name) ?? []));
  const unread = report.skipped.map(
    ({ path, reason }) =>
      `    <testcase name="${xml(path === '' ? 'architect' : path)}" classname="not read"><skipped message="${xml(reason)}"/></testcase>`,
  );
  const failures = names.filter((name) => countBySeverity(byName.get(name) ?? []).error > 0).length;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="architect check" tests="${cases.length + unread.length}" failures="${failures}" skipped="${unread.length}">`,
    `  <testsuite name="rules" tests="${cases.length}" failures="${failures}">`,
    ...cases,
    '  </testsuite>',
  ];
  if (unread.length > 0) {
    const count = unread.length;
    lines.push(`  <testsuite name="not read" tests="${count}" failures="0" skipped="${count}">`);
    lines.push(...unread, '  </testsuite>');
  }
  return `${[...lines, '</testsuites>'].join('\n')}\n`;
}

function testCase(name: string, file: string, facts: readonly Fact[]): string {
  const open = `    <testcase name="${xml(name)}" classname="${xml(file)}"`;
  if (facts.length === 0) return `${open}/>`;
  const errors = facts.filter(({ severity }) => severity === 'error');
  const others = facts.filter(({ severity }) => severity !== 'error');
  const lines = [`${open}>`];
  for (const fact of errors) {
    lines.push(
      `      <failure type="${xml(fact.rule)}" message="${xml(cleanLine(fact.message, 1000))}">${xml(placed(fact))}</failure>`,
    );
  }
  if (others.length > 0) {
    const output = others.map((fact) => `${fact.severity}: ${placed(fact)}`).join('\n');
    lines.push(`      <system-out>${xml(output)}</system-out>`);
  }
  return [...lines, '    </testcase>'].join('\n');
}

function placed({ path, line, message }: Fact): string {
  return `${line === null ? path : `${path}:${line}`}: ${cleanLine(message, 1000)}`;
}

/** Escapes for text and attributes, and drops what XML 1.0 cannot hold: https://www.w3.org/TR/xml/#charsets */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
