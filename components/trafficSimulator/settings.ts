import * as pulumi from "@pulumi/pulumi";
import { type InvalidPercent, submissions, type TrafficField } from "../../functions/traffic/submissions";
import { checkName, oneOf, type Subject } from "../parts/arguments/arguments";
import { commonSettings } from "../parts/arguments/commonArgs";
import { HTTPS_PORT, httpUrl } from "../parts/arguments/httpUrl";
import { numbers } from "../parts/arguments/numbers";
import { refusal } from "../parts/arguments/refusal";
import type { Allow } from "../parts/iam/policies";
import { fargateSizeOf } from "../parts/workers/fargateSize";
import { architectureOf } from "../parts/workers/workerArguments";
import type { TrafficSimulatorArgs } from "./args";

export type Settings = ReturnType<typeof settingsOf>;

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
/** Percent of the data that is wrong in one field, where the caller does not say. */
const DEFAULT_PERCENT = 5;

/** Minutes of the longest traffic: an alarm looks back on all of it, and can look back one day (CloudWatch API reference, `PutMetricAlarm`). */
const LONGEST_MINUTES = 1380;

/**
 * Checks the arguments, and puts defaults in the place of absent ones.
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
  });
  const invalidPercent = args.invalidPercent ?? defaultPercent(args.fields);
  checkData(subject, args.fields, invalidPercent);
  const target = targetOf(subject, args);
  return {
    subject,
    network: args.network,
    ...values,
    environment: {
      DURATION_SECONDS: String(values.durationMinutes * 60),
      REQUESTS_PER_SECOND: String(requestsPerSecond),
      FIELDS: JSON.stringify(args.fields.map(plainField)),
      INVALID_PERCENT: JSON.stringify(invalidPercent),
      ...target.environment,
    },
    targetPort: target.port,
    permissions: permissionsOf(args),
    architecture: architectureOf(subject, args.architecture),
    ...fargateSizeOf(subject, args, { defaultCpu: 256 }),
    ...commonSettings(subject, args),
    transform: args.transform ?? {},
  };
}

function targetOf(subject: Subject, { url, stream, method, headers = {} }: TrafficSimulatorArgs) {
  if ((url === undefined) === (stream === undefined)) {
    throw refusal(`${subject.component} ${JSON.stringify(subject.name)}: exactly one of url and stream must be given`);
  }
  if (stream !== undefined) {
    if (method === undefined) return { environment: { STREAM_NAME: stream.name }, port: HTTPS_PORT };
    throw refusal(`${subject.component} ${JSON.stringify(subject.name)}: method is for a url, and a stream was given`);
  }
  const target = httpUrl(subject, "url", url as pulumi.Input<string>);
  return {
    environment: {
      TARGET_URL: target.url,
      METHOD: oneOf(subject, "method", method ?? "GET", METHODS),
      HEADERS: pulumi.jsonStringify(headers),
    },
    port: target.port,
  };
}

function permissionsOf({ stream }: TrafficSimulatorArgs): Allow[] {
  return stream === undefined ? [] : [{ actions: ["kinesis:PutRecord"], resources: [stream.arn] }];
}

function defaultPercent(fields: readonly TrafficField[]): InvalidPercent {
  return Object.fromEntries(fields.map(({ name }) => [name, DEFAULT_PERCENT]));
}

/** Takes of a field's rule what the traffic needs: every other change of the rule would make another task definition. */
function plainField({ name, pattern, maxLength }: TrafficField): TrafficField {
  return { name, maxLength, ...(pattern !== undefined && { pattern }) };
}

/** Makes data once, as the tasks will: a rule that no data can follow is found out here, and not by tasks that die. */
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
