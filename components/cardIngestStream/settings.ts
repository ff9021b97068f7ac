import type { Areas } from "../../functions/access-cards/areas";
import type { EntryRules } from "../../functions/access-cards/entryDecision";
import { apiDomainOf } from "../parts/api/domain";
import { checked, checkName, oneOf, type Subject, wholeNumber } from "../parts/arguments/arguments";
import { callback } from "../parts/arguments/callback";
import { commonSettings } from "../parts/arguments/commonArgs";
import { numbers } from "../parts/arguments/numbers";
import { existingKeyArn } from "../parts/existing/existingKey";
import type { CardIngestStreamArgs } from "./args";

/** The archive's name ends with it. */
export const ARCHIVE_SUFFIX = "-archive";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const NAME_RULE = "1 to 64 letters, digits, ., _ and - that start with a letter or a digit";

/**
 * AWS services that use the key for themselves: alarms and notifications of new objects go to topics, topics to queues; the portal's distribution
 * reads its pages.
 */
export const KEY_SERVICES = [
  "cloudwatch.amazonaws.com",
  "sns.amazonaws.com",
  "s3.amazonaws.com",
  "cloudfront.amazonaws.com",
] as const;

/** API keys of an account and region: more on request only (Amazon API Gateway quotas). */
const MOST_DEVICES = 500;

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: CardIngestStreamArgs) {
  const subject: Subject = { component: "CardIngestStream", name };
  checkName(subject, ARCHIVE_SUFFIX);
  return {
    subject,
    rules: rulesOf(subject, args),
    devices: devicesOf(subject, args.devices),
    ...numbers(subject, args, {
      shards: { min: 1, max: 500 },
      deviceRateLimit: { default: 50, min: 1 },
      deviceBurstLimit: { default: 100, min: 1 },
      deviceQuotaPerDay: { min: 1 },
      throttleRateLimit: { default: 5_000, min: 1 },
      throttleBurstLimit: { default: 2_500, min: 1 },
      slowDecisionMs: { default: 3_000, min: 100, max: 29_000 },
      deniedPercent: { default: 50, min: 1, max: 100 },
      memoryMb: { default: 512, min: 128, max: 10_240 },
    }),
    domain: apiDomainOf(subject, args.domain),
    apiLogRole: args.apiLogRole ?? false,
    artificialErrors: args.artificialErrors ?? false,
    archive: {
      ...(args.archiveDays !== undefined && { archiveDays: args.archiveDays }),
      ...(args.scanLimitMb !== undefined && { scanLimitMb: args.scanLimitMb }),
      ...(args.bufferSeconds !== undefined && { bufferSeconds: args.bufferSeconds }),
    },
    keyArn: existingKeyArn(subject, args.key, KEY_SERVICES),
    deletionProtection: args.deletionProtection ?? true,
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

function rulesOf(subject: Subject, args: CardIngestStreamArgs): EntryRules {
  const { antiPassback = "hard", forgiveMissingExitAfterMinutes: minutes, decide } = args;
  oneOf(subject, "antiPassback", antiPassback, ["hard", "soft"]);
  if (minutes !== undefined) wholeNumber(subject, "forgiveMissingExitAfterMinutes", minutes, { min: 1 });
  return {
    areas: areasOf(subject, args.areas),
    antiPassback,
    ...(minutes !== undefined && { forgiveMissingExitAfterMinutes: minutes }),
    ...(decide !== undefined && { decide: callback(subject, "decide", decide) }),
  };
}

function areasOf(subject: Subject, areas: Areas): Areas {
  const names = Object.keys(areas);
  checked(subject, "areas", names, "at least one area", (known) => known.length > 0);
  const seen = new Map<string, string>();
  for (const [area, { gates, maxOccupancy }] of Object.entries(areas)) {
    checked(subject, "the name of an area", area, NAME_RULE, (known) => NAME.test(known));
    checked(subject, `areas.${area}.gates`, gates, "a list of at least one gate", (known) => known.length > 0);
    for (const gate of gates) {
      checked(subject, `areas.${area}.gates`, gate, `names of ${NAME_RULE}`, (known) => NAME.test(known));
      const other = seen.get(gate);
      checked(subject, `areas.${area}.gates`, gate, `other gates than those of ${other}`, () => other === undefined);
      seen.set(gate, area);
    }
    if (maxOccupancy !== undefined) {
      wholeNumber(subject, `areas.${area}.maxOccupancy`, maxOccupancy, { min: 1, max: Number.MAX_SAFE_INTEGER });
    }
  }
  return areas;
}

function devicesOf(subject: Subject, devices: readonly string[]): readonly string[] {
  const rule = `a list of 1 to ${MOST_DEVICES} names`;
  checked(subject, "devices", devices, rule, (known) => known.length >= 1 && known.length <= MOST_DEVICES);
  for (const [index, device] of devices.entries()) {
    checked(subject, `devices.${index}`, device, NAME_RULE, (known) => NAME.test(known));
    checked(subject, `devices.${index}`, device, "another name than those before it", (known) => {
      return devices.indexOf(known) === index;
    });
  }
  return devices;
}

export type Settings = ReturnType<typeof settingsOf>;
