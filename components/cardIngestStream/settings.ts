import type * as pulumi from "@pulumi/pulumi";
import type { Areas } from "../../functions/access-cards/areas";
import type { EntryRules } from "../../functions/access-cards/entryDecision";
import type { CustomDomain } from "../parts/api/restApi/customDomain";
import { checked, checkName, oneOf, type Subject, wholeNumber } from "../parts/arguments/arguments";
import { LOG_RETENTION_CHOICES, LOG_RETENTION_DAYS, tagsOf } from "../parts/arguments/defaults";
import type { CardIngestStreamArgs } from "./args";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const NAME_RULE = "1 to 64 letters, digits, ., _ and - that start with a letter or a digit";

/** API keys of an account and region: more on request only (Amazon API Gateway quotas). */
const MOST_DEVICES = 500;

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: CardIngestStreamArgs) {
  const subject: Subject = { component: "CardIngestStream", name };
  checkName(subject);
  const number = (argument: NumberArgument, fallback: number, min: number, max?: number): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });

  return {
    subject,
    rules: rulesOf(subject, args),
    devices: devicesOf(subject, args.devices),
    shards: args.shards === undefined ? undefined : number("shards", 1, 1, 500),
    deviceRateLimit: number("deviceRateLimit", 50, 1),
    deviceBurstLimit: number("deviceBurstLimit", 100, 1),
    deviceQuotaPerDay: args.deviceQuotaPerDay === undefined ? undefined : number("deviceQuotaPerDay", 1, 1),
    throttleRateLimit: number("throttleRateLimit", 5_000, 1),
    throttleBurstLimit: number("throttleBurstLimit", 2_500, 1),
    domain: domainOf(subject, args),
    apiLogRole: args.apiLogRole ?? true,
    artificialErrors: args.artificialErrors ?? false,
    slowDecisionMs: number("slowDecisionMs", 3_000, 100, 29_000),
    deniedPercent: number("deniedPercent", 50, 1, 100) as number,
    archive: {
      ...(args.archiveDays !== undefined && { archiveDays: args.archiveDays }),
      ...(args.scanLimitMb !== undefined && { scanLimitMb: args.scanLimitMb }),
      ...(args.bufferSeconds !== undefined && { bufferSeconds: args.bufferSeconds }),
    },
    deletionProtection: args.deletionProtection ?? true,
    memoryMb: number("memoryMb", 512, 128, 10_240),
    logRetentionDays: oneOf(
      subject,
      "logRetentionDays",
      args.logRetentionDays ?? LOG_RETENTION_DAYS,
      LOG_RETENTION_CHOICES,
    ),
    alarmTopicArns: args.alarmTopicArns ?? [],
    tags: tagsOf(subject, args.tags),
    transform: args.transform ?? {},
  };
}

type NumberArgument = {
  [K in keyof CardIngestStreamArgs]-?: CardIngestStreamArgs[K] extends pulumi.Input<number> | undefined ? K : never;
}[keyof CardIngestStreamArgs];

function rulesOf(subject: Subject, args: CardIngestStreamArgs): EntryRules {
  const { antiPassback = "hard", forgiveMissingExitAfterMinutes: minutes } = args;
  oneOf(subject, "antiPassback", antiPassback, ["hard", "soft"]);
  if (minutes !== undefined) wholeNumber(subject, "forgiveMissingExitAfterMinutes", minutes, { min: 1 });
  return {
    areas: areasOf(subject, args.areas),
    antiPassback,
    ...(minutes !== undefined && { forgiveMissingExitAfterMinutes: minutes }),
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

function domainOf(
  subject: Subject,
  { domainName, certificateArn }: Pick<CardIngestStreamArgs, "domainName" | "certificateArn">,
): CustomDomain | undefined {
  if (domainName === undefined && certificateArn === undefined) return undefined;
  checked(subject, "domainName", domainName, "given where certificateArn is", (known) => known !== undefined);
  checked(subject, "certificateArn", certificateArn, "given where domainName is", (known) => known !== undefined);
  return {
    domainName: checked(subject, "domainName", domainName ?? "", "a host name in lower case", (known) =>
      /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(known),
    ),
    certificateArn: checked(
      subject,
      "certificateArn",
      certificateArn ?? "",
      "the ARN of a certificate of ACM",
      (known) => /^arn:aws[a-z-]*:acm:[^:]+:[^:]+:certificate\/.+$/.test(known),
    ),
  };
}

export type Settings = ReturnType<typeof settingsOf>;
