import * as pulumi from "@pulumi/pulumi";
import { type InvalidPercent, submissions, type TrafficField } from "../../functions/traffic/submissions";
import { checkName, httpUrl, oneOf, type Subject } from "../parts/arguments/arguments";
import { commonSettings } from "../parts/arguments/commonArgs";
import { numbers } from "../parts/arguments/numbers";
import { refusal } from "../parts/arguments/refusal";
import type { Allow } from "../parts/iam/policies";
import { architectureOf, cpuOf } from "../parts/workers/workerArguments";
import type { TrafficSimulatorArgs } from "./args";

export type Settings = ReturnType<typeof settingsOf>;
export type Context = Settings & { opts: { parent: pulumi.Resource } };

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** Of wrong data, of each field. */
const DEFAULT_PERCENT = 5;
/** With a quarter of an hour to spare, an alarm can look back as long (CloudWatch API reference, PutMetricAlarm: one day). */
const LONGEST_MINUTES = 1380;

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: TrafficSimulatorArgs) {
  const subject: Subject = { component: "TrafficSimulator", name };
  checkName(subject);
  const { requestsPerSecond, ...values } = numbers(subject, args, {
    tasks: { default: 2, min: 1, max: 50 },
    requestsPerSecond: { default: 1, min: 0.01, max: 500, fractions: true },
    durationMinutes: { default: 10, min: 0.1, max: LONGEST_MINUTES, fractions: true },
    run: { default: 1, min: 1, max: 999_999 },
    memoryMb: { default: 512, min: 512, max: 30_720 },
  });
  const invalidPercent = args.invalidPercent ?? defaultPercent(args.fields);
  checkData(subject, args.fields, invalidPercent);
  return {
    subject,
    network: args.network,
    ...values,
    environment: {
      DURATION_SECONDS: String(values.durationMinutes * 60),
      REQUESTS_PER_SECOND: String(requestsPerSecond),
      FIELDS: JSON.stringify(args.fields.map(plainField)),
      INVALID_PERCENT: JSON.stringify(invalidPercent),
      ...targetOf(subject, args),
    },
    permissions: permissionsOf(args),
    architecture: architectureOf(subject, args.architecture),
    cpu: cpuOf(subject, args.cpu ?? 256),
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

function targetOf(subject: Subject, { url, stream, method, headers = {} }: TrafficSimulatorArgs) {
  if ((url === undefined) === (stream === undefined)) {
    throw refusal(`${subject.component} ${JSON.stringify(subject.name)}: exactly one of url and stream must be given`);
  }
  if (stream !== undefined) {
    if (method === undefined) return { STREAM_NAME: stream.name };
    throw refusal(`${subject.component} ${JSON.stringify(subject.name)}: method is for a url, and a stream was given`);
  }
  return {
    TARGET_URL: httpUrl(subject, "url", url as pulumi.Input<string>),
    METHOD: oneOf(subject, "method", method ?? "GET", METHODS),
    HEADERS: pulumi.jsonStringify(headers),
  };
}

function permissionsOf({ stream }: TrafficSimulatorArgs): Allow[] {
  return stream === undefined ? [] : [{ actions: ["kinesis:PutRecord"], resources: [stream.arn] }];
}

function defaultPercent(fields: readonly TrafficField[]): InvalidPercent {
  return Object.fromEntries(fields.map(({ name }) => [name, DEFAULT_PERCENT]));
}

/** A rule may say more than the traffic needs, and would make another task definition with every change of it. */
function plainField({ name, pattern, maxLength }: TrafficField): TrafficField {
  return { name, maxLength, ...(pattern !== undefined && { pattern }) };
}

/** Makes data once, as the tasks will: what cannot be made must not be found out by tasks that die. */
function checkData(
  { component, name }: Subject,
  fields: readonly TrafficField[],
  invalidPercent: InvalidPercent,
): void {
  const say = (problem: string) => refusal(`${component} ${JSON.stringify(name)}: ${problem}`);
  if (fields.length === 0) throw say("fields must hold at least one field, got []");
  try {
    submissions(fields, invalidPercent)(() => 0.5);
    for (const { name: field } of fields) submissions(fields, { [field]: 100 })(() => 0.5);
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof SyntaxError)) throw error;
    throw say(error.message);
  }
}
