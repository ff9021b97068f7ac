import { type FieldRule, RESERVED_NAMES } from "../../functions/ingestion/rules";
import { checked, type Subject } from "../parts/arguments/arguments";

/** @throws RunError naming the rule that cannot be followed, and why */
export function checkRules(subject: Subject, rules: readonly FieldRule[]): readonly FieldRule[] {
  checked(subject, "rules", rules, "a list of 1 to 20 rules", (list) => list.length >= 1 && list.length <= 20);
  for (const [index, { name, label, pattern, maxLength, words }] of rules.entries()) {
    const place = `rules.${index}`;
    const nameRule = "1 to 40 lower-case letters, digits and underscores that start with a letter";
    checked(subject, `${place}.name`, name, nameRule, (text) => /^[a-z][a-z0-9_]{0,39}$/.test(text));
    const taken = RESERVED_NAMES.join(", ");
    checked(subject, `${place}.name`, name, `none of ${taken}`, (text) => !RESERVED_NAMES.includes(text));
    checked(subject, `${place}.name`, name, "another name than those before it", (text) => {
      return rules.findIndex((other) => other.name === text) === index;
    });
    checked(subject, `${place}.label`, label, "a text", isText);
    checked(subject, `${place}.words`, words, "a text", isText);
    checked(subject, `${place}.maxLength`, maxLength, "a whole number from 1 to 1000", (known) => {
      return Number.isInteger(known) && known >= 1 && known <= 1_000;
    });
    if (pattern !== undefined) checked(subject, `${place}.pattern`, pattern, PATTERN_RULE, isPattern);
  }
  return rules;
}

const PATTERN_RULE = "the source of a regular expression that JavaScript's v flag takes";

function isPattern(source: string): boolean {
  try {
    new RegExp(`^(?:${source})$`, "v");
    return true;
  } catch {
    return false;
  }
}

function isText(value: string): boolean {
  return typeof value === "string" && value.trim() !== "";
}
