import type { Severity } from '../../evidence.ts';

/** Checks that hurt the same consumer in the same way, and have the same compatible way. */
export interface CheckFamily {
  /** Ids of oasdiff's checks and of ours. */
  checks: RegExp;
  /** The worst that it can be; oasdiff's own level when left out. */
  most?: Severity;
  /** `{where}` is the operation, or how many there are. */
  consumer: string;
  wayOut: string;
}

/** Looked through in order; the last one fits every check. oasdiff 1.15 has 226 checks of levels ERR and WARN. */
const families: readonly CheckFamily[] = [
  {
    // The address had this parameter before: only now it is written down.
    checks: /^new-request-path-parameter$/,
    most: 'note',
    consumer: '',
    wayOut: '',
  },
  {
    checks: /^api-path-sunset-parse$|^api-removed-sunset-parse$/,
    most: 'warning',
    consumer: 'Clients that still call {where} fail, and no date told them until when they may',
    wayOut: 'Keep the deprecated operation, announce a sunset date and remove it after that date',
  },
  {
    checks: /^(?:api-(?:path-)?removed-|webhook-removed)/,
    consumer: 'Clients that use {where} fail, since nothing answers there any more',
    wayOut: 'Keep the operation, mark it deprecated with a sunset date, and remove it after that date',
  },
  {
    checks: /sunset|deprecat|stability|reactivated/,
    most: 'note',
    consumer: '',
    wayOut: '',
  },
  {
    checks: /^operation-requires-credentials$/,
    consumer: 'Clients that send {where} the credentials of before, or none, are refused',
    wayOut: 'Accept the old way beside the new one until clients have moved, then require the new one',
  },
  {
    checks: /^server-path-changed$/,
    consumer: 'Clients that were built with the old base address find nothing there',
    wayOut: 'Serve both addresses, mark the old one deprecated, and remove it after its sunset date',
  },
  {
    checks: /^contract-removed$/,
    consumer: 'Clients that are generated from or tested against this document lose their contract',
    wayOut: 'Keep the document, its operations marked deprecated, until no client needs it',
  },
  {
    checks: /^new-required-request|^request.*-became-required$|^request-body-added-required$/,
    consumer: 'Clients that call {where} as before do not send it and are refused',
    wayOut: 'Make it optional with a default; require it only once all clients send it',
  },
  {
    checks: /^request-parameter-removed|^request-(?:body|property)-removed$/,
    consumer: 'Clients that still send it to {where} are refused, or find it without effect',
    wayOut: 'Keep accepting it, mark it deprecated, and remove it once no client sends it',
  },
  {
    checks:
      /^request-.*(?:type|media-type|encoding).*(?:changed|removed|specialized|narrowed)$|^request-.*types-narrowed$/,
    consumer: 'Clients that send {where} the old type are refused',
    wayOut: 'Accept both, or add a new member beside the old one and deprecate the old one',
  },
  {
    checks: /^request-.*enum-value-removed$|^request-.*became-enum$|^request-.*const-(?:added|changed)$/,
    consumer: 'Clients that send {where} a value that is no longer listed are refused',
    wayOut: 'Keep accepting the old values, mapped to the new ones, until no client sends them',
  },
  {
    checks: /^request-.*became-not-nullable$/,
    consumer: 'Clients that send null to {where} are refused',
    wayOut: 'Keep accepting null and give it a meaning, such as the default',
  },
  {
    // Whether the new limit was in force before it was written down is not known.
    checks: /^request-.*(?:-set|pattern-(?:added|changed))$/,
    most: 'warning',
    consumer: 'Clients that send {where} values beyond the new limit are refused',
    wayOut: 'Measure what clients send first; enforce the limit only where all of them keep to it',
  },
  {
    checks: /^request-.*(?:increased|decreased)$/,
    consumer: 'Clients that send {where} values between the old limit and the new one are refused',
    wayOut: 'Keep the wider limit, or enforce the new one only once all clients keep to it',
  },
  {
    checks: /^request-.*default-value/,
    most: 'warning',
    consumer: 'Clients that leave it out of their calls to {where} get another behaviour',
    wayOut: 'Keep the old default, and let clients ask for the new behaviour by a value of their own',
  },
  {
    checks: /^request-.*(?:one-of|any-of)-removed$/,
    consumer: 'Clients that send {where} the removed form are refused',
    wayOut: 'Keep accepting the old form beside the others until no client sends it',
  },
  {
    checks: /^request-/,
    most: 'warning',
    consumer: 'Clients whose requests to {where} do not meet the new condition are refused',
    wayOut: 'Apply the condition to a new member or version, and keep accepting what was valid before',
  },
  {
    checks: /^response-(?:required|optional)-property-removed$|response-header-removed$/,
    consumer: 'Clients that read it from the answers of {where} find it gone',
    wayOut: 'Keep sending it, mark it deprecated, and remove it once no client reads it',
  },
  {
    checks: /^response-.*became-(?:optional|nullable)$/,
    consumer:
      'Clients that read it from the answers of {where} without a check fail when it is missing or null',
    wayOut: 'Keep sending a value always; offer the absence in a new member',
  },
  {
    checks: /^response-success-status-removed$/,
    consumer: 'Clients that wait for this status from {where} take the answer for a failure',
    wayOut: 'Keep answering with the old status, or offer the new behaviour in a new operation',
  },
  {
    checks: /^response-media-type-name-generalized$/,
    most: 'warning',
    consumer: 'Clients that expect the old media type of {where} may get another one',
    wayOut: 'Keep answering in the old media type unless the client asks for another',
  },
  {
    checks: /^response-.*(?:type|media-type|encoding).*(?:changed|removed|widened)$/,
    consumer: 'Clients that read the old type from the answers of {where} cannot understand the new one',
    wayOut: 'Add a new member beside the old one, send both, and deprecate the old one',
  },
  {
    checks: /^response-.*(?:enum-value-added|one-of-added)$/,
    most: 'warning',
    consumer: 'Clients that know all possible answers of {where} meet one that they do not',
    wayOut:
      'Tell clients to expect unknown values first (x-extensible-enum), or send the new one only to those that ask for it',
  },
  {
    checks: /^response-/,
    most: 'warning',
    consumer: 'Clients that rely on what the answers of {where} kept to may fail',
    wayOut: 'Keep to the old promise, or give the wider one in a new member',
  },
  {
    checks: /^/,
    consumer: 'Clients of {where} that keep to the old contract can fail',
    wayOut: 'Keep the old form beside the new one, mark it deprecated, and remove it once no client uses it',
  },
];

/** The family of a check; every check has one. */
export function familyOf(check: string): CheckFamily {
  return families.find(({ checks }) => checks.test(check))!;
}
