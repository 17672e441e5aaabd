/** A kind of credential by its shape. Patterns take linear time: each starts at a border and is bounded. */
export interface SecretPattern {
  name: string;
  /** Global. A named group `secret` is what is redacted; without it the whole match. */
  pattern: RegExp;
}

/**
 * Credentials whose shape alone gives them away. Shapes are those their issuers document; guesses such as "a long
 * string after the word password" are left out, since they would blank code that has to be reviewed.
 */
export const secretPatterns: readonly SecretPattern[] = [
  {
    name: 'AWS access key id',
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
  },
  {
    name: 'AWS secret key',
    pattern:
      /(?<![A-Za-z])aws_?secret_?(?:access_?)?key["']?\s{0,4}[:=]>?\s{0,4}["']?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
  },
  { name: 'GitHub token', pattern: /(?<![A-Za-z0-9_])gh[pousr]_[A-Za-z0-9]{36,251}/g },
  { name: 'GitHub token', pattern: /(?<![A-Za-z0-9_])github_pat_[A-Za-z0-9_]{22,255}/g },
  { name: 'GitLab token', pattern: /(?<![A-Za-z0-9_-])glpat-[A-Za-z0-9_-]{20,100}/g },
  { name: 'Slack token', pattern: /(?<![A-Za-z0-9-])xox[abeoprs]-[A-Za-z0-9-]{10,250}/g },
  {
    name: 'Slack webhook',
    pattern: /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{20,200}/g,
  },
  { name: 'Anthropic key', pattern: /(?<![A-Za-z0-9_-])sk-ant-[A-Za-z0-9_-]{20,250}/g },
  { name: 'OpenAI key', pattern: /(?<![A-Za-z0-9_-])sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,250}/g },
  { name: 'OpenAI key', pattern: /(?<![A-Za-z0-9_-])sk-[A-Za-z0-9]{40,64}(?![A-Za-z0-9])/g },
  { name: 'Google key', pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}/g },
  { name: 'Stripe key', pattern: /(?<![A-Za-z0-9_])[sr]k_live_[A-Za-z0-9]{16,250}/g },
  { name: 'npm token', pattern: /(?<![A-Za-z0-9_])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/g },
  {
    name: 'JSON web token',
    pattern:
      /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,1000}/g,
  },
  {
    // A password that begins with `$`, `<`, `{` or `%` is a place holder, and worth seeing.
    name: 'password in an address',
    pattern:
      /(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/[^\s:@/"']{0,100}:(?<secret>[^\s@/"'$<{%][^\s@/"']{0,199})(?=@)/g,
  },
];
