import { expect } from "chai";
import fc from "fast-check";
import { noChaos } from "../../../local/base/chaos";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createFirehose } from "../../../local/services/firehose/createFirehose";
import { parsePrefix } from "../../../local/services/firehose/prefix";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import { createLogs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";
import { FUNCTION_ARN, NOW, ROLE, STREAM, specWith, type TransformEvent, trust } from "./support";

/** Outcomes that the function gives a record, as the record itself says. */
const fate = fc.constantFrom("a", "b", "c", "dropped", "failed", "unanswered");
const step = fc.oneof(
  fc.record({ put: fc.array(fate, { minLength: 1, maxLength: 20 }) }),
  fc.record({ advance: fc.integer({ min: 1, max: 90_000 }) }),
);
const hints = fc.record({ bytes: fc.integer({ min: 1, max: 200 }), seconds: fc.integer({ min: 0, max: 60 }) });

describe("Firehose, whatever it is given and when", () => {
  it("delivers every record once, where it belongs, and in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), hints, hints, async (steps, own, transforms) => {
        const underTest = newUnderTest();
        await underTest.create(own, transforms);
        const given: string[] = [];
        for (const taken of steps) {
          if ("advance" in taken) underTest.clock.advance(taken.advance);
          else await underTest.put(taken.put.map((kind) => given[given.push(`${kind}-${given.length}`) - 1] ?? ""));
        }

        await underTest.firehose.stop();

        for (const partition of ["a", "b", "c"]) {
          const expected = given.filter((record) => record.startsWith(partition));
          expect(underTest.below(`by/${partition}/`).sort(byNumber)).to.deep.equal(expected);
        }
        const failed = given.filter((record) => /^(failed|unanswered)/.test(record));
        expect(underTest.below("errors/").sort(byNumber)).to.deep.equal(failed);
        expect(underTest.isInOrder()).to.equal(true);
        underTest.stop();
      }),
      { numRuns: 60 },
    );
  });
});

function newUnderTest() {
  const clock = new HeldClock(NOW);
  const report = silentReport;
  const iam = createIam({ report });
  iam.putRole({ arn: ROLE, name: "delivery", trustPolicy: trust("firehose.amazonaws.com") });
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  iam.putRolePolicy(ROLE, "own", JSON.stringify({ Version: "2012-10-17", Statement: everything }));
  const metrics = createMetrics({ clock });
  const objects: { key: string; records: readonly string[] }[] = [];
  const s3 = {
    async putObject(_principal: object, { key, body }: { key: string; body: Buffer }) {
      const lines = body.toString().trimEnd().split("\n");
      objects.push({ key, records: key.startsWith("errors/") ? lines.map(failedRecord) : lines });
      return { etag: "", versionId: "null" };
    },
  };
  const lambda = { invoke: async (_arn: string, event: unknown) => ({ ok: true as const, payload: answer(event) }) };
  const firehose = createFirehose({
    ...{ iam, metrics, clock, report, s3, lambda, chaos: noChaos },
    ...{ logs: createLogs({ clock, metrics, report }), kinesis: createKinesis({ clock, metrics, report }) },
  });
  return {
    clock,
    firehose,
    create: (own: { bytes: number; seconds: number }, transforms: { bytes: number; seconds: number }) =>
      firehose.createStream(
        specWith({
          destination: {
            ...{ hints: own, dynamicPartitioning: true, prefix: parsePrefix("by/!{partitionKeyFromLambda:kind}/") },
            transform: { lambdaArn: FUNCTION_ARN, roleArn: ROLE, retries: 0, hints: transforms },
          },
        }),
      ),
    put: (records: readonly string[]) =>
      firehose.api
        .prepare({
          operation: "PutRecordBatch",
          params: {
            DeliveryStreamName: STREAM,
            Records: records.map((record) => ({ Data: Buffer.from(record).toString("base64") })),
          },
          principal: { kind: "operator", arn: "operator" },
        })
        .run(),
    below: (prefix: string) => objects.filter(({ key }) => key.startsWith(prefix)).flatMap(({ records }) => records),
    isInOrder: () => objects.every(({ records }) => records.join() === [...records].sort(byNumber).join()),
    stop: () => metrics.stop(),
  };
}

function answer(event: unknown) {
  const { records } = event as TransformEvent;
  return {
    records: records.flatMap(({ recordId, data }) => {
      const text = Buffer.from(data, "base64").toString();
      const [kind = ""] = text.split("-");
      if (kind === "unanswered") return [];
      if (kind === "dropped") return [{ recordId, result: "Dropped" }];
      if (kind === "failed") return [{ recordId, result: "ProcessingFailed" }];
      const line = Buffer.from(`${text}\n`).toString("base64");
      return [{ recordId, result: "Ok", data: line, metadata: { partitionKeys: { kind } } }];
    }),
  };
}

function failedRecord(line: string): string {
  return Buffer.from(String(JSON.parse(line).rawData), "base64").toString();
}

function byNumber(one: string, other: string): number {
  return Number(one.split("-")[1]) - Number(other.split("-")[1]);
}
