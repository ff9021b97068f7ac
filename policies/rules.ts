import type { Rule } from "./rule";
import { encryptedAtRest, tlsOnly } from "./rules/encryption";
import { deadLetters, logRetention, visibility } from "./rules/failures";
import { alarms, noOpenIngress, nothingPublic } from "./rules/openness";
import { noWildcards, sourceConditions } from "./rules/permissions";

/** The posture that the components promise, rule by rule. */
export const RULES: readonly Rule[] = [
  encryptedAtRest,
  tlsOnly,
  deadLetters,
  visibility,
  logRetention,
  noWildcards,
  sourceConditions,
  noOpenIngress,
  nothingPublic,
  alarms,
];
