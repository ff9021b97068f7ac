import { expect } from "chai";
import type { Properties, ResourceContext } from "../../../local/engine/resourceHandler";
import type { Iam } from "../../../local/iam/iam";
import { eventSourceMapping } from "../../../local/resources/lambda/eventSourceMapping";
import { lambdaFunction } from "../../../local/resources/lambda/function";
import { permission } from "../../../local/resources/lambda/permission";
import type { EventSourceSpec, FunctionSpec, Lambda } from "../../../local/services/lambda/lambda";
import { HeldClock } from "../../support/heldClock";
import { localKms } from "../../support/kms";
import { rejection } from "../../support/rejection";
import { FAILURE_QUEUE_ARN, FUNCTION_ARN, NOW, QUEUE_ARN, ROLE_ARN, STREAM_ARN } from "./support";

const CONTEXT: ResourceContext = {
  urn: "urn:pulumi:local::sluice::aws:lambda/function:Function::orders",
  name: "orders",
  physicalName: (explicit) => (typeof explicit === "string" ? explicit : "orders-1234567"),
};

const ARCHIVE = { kind: "sluice:codeArchive", codeFolder: "/code/abc", sha256: "abc" };

const without = (inputs: Properties, ...names: string[]) =>
  Object.fromEntries(Object.entries(inputs).filter(([name]) => !names.includes(name)));

describe("Lambda's resource types", () => {
  describe("Function", () => {
    const inputs: Properties = {
      role: ROLE_ARN,
      code: ARCHIVE,
      handler: "index.handler",
      runtime: "nodejs22.x",
      timeout: 10,
      memorySize: 256,
      environment: { variables: { TABLE: "events" } },
      loggingConfig: { logFormat: "Text", logGroup: "/logs/orders" },
    };

    const handlerFor = (put: FunctionSpec[], iam: Partial<Iam> = { assumeRole: () => ({}) as never }) => {
      const clock = new HeldClock(NOW);
      const lambda: Partial<Lambda> = { putFunction: (spec) => void put.push(spec) };
      return { clock, handler: lambdaFunction({ clock, iam: iam as Iam, kms: localKms(), lambda: lambda as Lambda }) };
    };

    it("puts a function with what the program says", async () => {
      const put: FunctionSpec[] = [];

      const { id, state } = await handlerFor(put).handler.create(CONTEXT, inputs);

      expect(put).to.deep.equal([
        {
          arn: "arn:aws:lambda:us-east-1:000000000000:function:orders-1234567",
          name: "orders-1234567",
          label: "orders",
          roleArn: ROLE_ARN,
          codeFolder: "/code/abc",
          handler: "index.handler",
          runtime: "nodejs22.x",
          timeoutSeconds: 10,
          memoryMb: 256,
          reservedConcurrency: -1,
          environment: { TABLE: "events" },
          logGroupName: "/logs/orders",
          logFormat: "Text",
        },
      ]);
      expect(id).to.equal("orders-1234567");
      expect(state).to.include({
        arn: "arn:aws:lambda:us-east-1:000000000000:function:orders-1234567",
        qualifiedArn: "arn:aws:lambda:us-east-1:000000000000:function:orders-1234567:$LATEST",
        invokeArn:
          "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" +
          "arn:aws:lambda:us-east-1:000000000000:function:orders-1234567/invocations",
        version: "$LATEST",
        lastModified: "2026-01-01T00:00:00.000+0000",
      });
    });

    it("saves no key of the account for variables that there are none of, as Lambda does", async () => {
      const put: FunctionSpec[] = [];
      const kmsKeyArn = "arn:aws:kms:us-east-1:000000000000:key/unknown";
      const { handler } = handlerFor(put);

      const made = await handler.create(CONTEXT, { ...without(inputs, "environment"), kmsKeyArn });
      const updated = await handler.update?.(CONTEXT, made, { ...inputs, environment: { variables: {} }, kmsKeyArn });

      expect(put.map(({ keyArn }) => keyArn)).to.deep.equal([undefined, undefined]);
      expect([made, updated].map((each) => each && "kmsKeyArn" in each.state)).to.deep.equal([false, false]);
    });

    it("takes AWS's defaults", async () => {
      const put: FunctionSpec[] = [];

      await handlerFor(put).handler.create(
        CONTEXT,
        without(inputs, "timeout", "memorySize", "environment", "loggingConfig"),
      );

      expect(put[0]).to.include({ timeoutSeconds: 3, memoryMb: 128, logGroupName: "/aws/lambda/orders-1234567" });
    });

    it("is modified when its code changes, and at no other update", async () => {
      const { clock, handler } = handlerFor([]);
      const created = await handler.create(CONTEXT, inputs);
      clock.advance(1000);

      const resized = await handler.update?.(CONTEXT, created, { ...inputs, memorySize: 512 });
      const recoded = await handler.update?.(CONTEXT, created, { ...inputs, code: { ...ARCHIVE, sha256: "def" } });

      expect(resized?.state.lastModified).to.equal("2026-01-01T00:00:00.000+0000");
      expect(recoded?.state.lastModified).to.equal("2026-01-01T00:00:01.000+0000");
    });

    it("is refused a role that Lambda may not assume", async () => {
      const iam: Partial<Iam> = {
        assumeRole() {
          throw new Error("no trust");
        },
      };

      const error = await rejection(handlerFor([], iam).handler.create(CONTEXT, inputs));

      expect(error.message).to.equal("The role defined for the function cannot be assumed by Lambda. (no trust)");
    });

    it("has a dead-letter queue to which its role may send, and no other", async () => {
      const targetArn = "arn:aws:sqs:us-east-1:000000000000:dead";
      const put: FunctionSpec[] = [];
      const allowing = (allowed: boolean): Partial<Iam> => ({
        ...{ assumeRole: () => ({ principal: {} }) as never, allows: () => allowed },
      });
      const withQueue = { ...inputs, deadLetterConfig: { targetArn } };

      await handlerFor(put, allowing(true)).handler.create(CONTEXT, withQueue);
      const error = await rejection(handlerFor(put, allowing(false)).handler.create(CONTEXT, withQueue));

      expect(put.map(({ deadLetterArn }) => deadLetterArn)).to.deep.equal([targetArn]);
      expect(error.message).to.equal(
        "The provided execution role does not have permissions to call SendMessage on SQS",
      );
    });

    const refused: [string, Properties, string][] = [
      [
        "dead letters for another function",
        { deadLetterConfig: { targetArn: "arn:aws:lambda:us-east-1:000000000000:function:other" } },
        "deadLetterConfig.targetArn must be of a queue or a topic",
      ],
      ["a container image", { packageType: "Image" }, 'packageType must be "Zip" locally, got "Image"'],
      ["another language", { runtime: "python3.13" }, "runtime must be one of nodejs18.x, nodejs20.x, nodejs22.x"],
      ["no runtime", { runtime: undefined }, "runtime must be one of"],
      ["no handler", { handler: "" }, "handler must name the exported function"],
      ["a version", { publish: true }, "publish must be false locally"],
      ["a timeout of 901 s", { timeout: 901 }, "timeout must be a whole number from 1 to 900, got 901"],
      ["64 MB of memory", { memorySize: 64 }, "memorySize must be a whole number from 128 to 10240, got 64"],
      ["code that is no archive", { code: "exports.handler = 1" }, "code must be an archive"],
      [
        "a reserved variable",
        { environment: { variables: { AWS_REGION: "eu-west-1" } } },
        "Reserved keys used in this request: AWS_REGION",
      ],
      ["a malformed variable", { environment: { variables: { "1A": "x" } } }, "start with a letter"],
      ["5 KB of variables", { environment: { variables: { BIG: "x".repeat(5000) } } }, "exceeded the 4KB limit"],
      [
        "a log level with text lines",
        { loggingConfig: { logFormat: "Text", applicationLogLevel: "WARN" } },
        'log levels need logFormat "JSON"',
      ],
    ];
    for (const [what, changes, message] of refused) {
      it(`is refused ${what}`, async () => {
        const error = await rejection(handlerFor([]).handler.create(CONTEXT, { ...inputs, ...changes }));

        expect(error.message).to.include(message);
      });
    }
  });

  describe("Permission", () => {
    it("adds one statement to the function's policy, and takes it away again", async () => {
      const calls: unknown[][] = [];
      const iam: Partial<Iam> = {
        putResourcePolicy: (arn, id, document) => void calls.push(["put", arn, id, JSON.parse(document)]),
        deleteResourcePolicy: (arn, id) => void calls.push(["delete", arn, id]),
      };
      const handler = permission({ iam: iam as Iam });

      const created = await handler.create(CONTEXT, {
        action: "lambda:InvokeFunction",
        function: "orders",
        principal: "apigateway.amazonaws.com",
        sourceArn: "arn:aws:execute-api:us-east-1:000000000000:abc/*/*",
      });
      await handler.delete(CONTEXT, created);

      expect(calls).to.deep.equal([
        [
          "put",
          FUNCTION_ARN,
          "orders-1234567",
          {
            Version: "2012-10-17",
            Statement: [
              {
                Sid: "orders-1234567",
                Effect: "Allow",
                Principal: { Service: "apigateway.amazonaws.com" },
                Action: "lambda:InvokeFunction",
                Resource: FUNCTION_ARN,
                Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:execute-api:us-east-1:000000000000:abc/*/*" } },
              },
            ],
          },
        ],
        ["delete", FUNCTION_ARN, "orders-1234567"],
      ]);
    });
  });

  describe("EventSourceMapping", () => {
    const stream: Properties = {
      eventSourceArn: STREAM_ARN,
      functionName: FUNCTION_ARN,
      startingPosition: "TRIM_HORIZON",
    };
    const queue: Properties = { eventSourceArn: QUEUE_ARN, functionName: "orders" };

    const create = async (inputs: Properties): Promise<EventSourceSpec> => {
      const put: EventSourceSpec[] = [];
      const lambda: Partial<Lambda> = { putEventSource: async (spec) => void put.push(spec) };
      await eventSourceMapping({ lambda: lambda as Lambda }).create(CONTEXT, inputs);
      const [spec] = put;
      if (spec === undefined) throw new Error("nothing was put");
      return spec;
    };

    it("reads a stream with AWS's defaults", async () => {
      const { uuid, ...spec } = await create(stream);

      expect(uuid).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(spec).to.deep.equal({
        label: "orders",
        functionArn: FUNCTION_ARN,
        eventSourceArn: STREAM_ARN,
        enabled: true,
        batchSize: 100,
        maximumBatchingWindowSeconds: 0,
        reportBatchItemFailures: false,
        filterPatterns: [],
        source: {
          kind: "dynamodb-stream",
          startingPosition: "TRIM_HORIZON",
          maximumRetryAttempts: -1,
          maximumRecordAgeSeconds: -1,
          bisectBatchOnFunctionError: false,
          tumblingWindowSeconds: 0,
        },
      });
    });

    it("reads a stream as the program says", async () => {
      const spec = await create({
        ...stream,
        startingPosition: "LATEST",
        batchSize: 500,
        maximumBatchingWindowInSeconds: 1,
        maximumRetryAttempts: 3,
        maximumRecordAgeInSeconds: 3600,
        bisectBatchOnFunctionError: true,
        tumblingWindowInSeconds: 30,
        parallelizationFactor: 1,
        destinationConfig: { onFailure: { destinationArn: FAILURE_QUEUE_ARN } },
        functionResponseTypes: ["ReportBatchItemFailures"],
        filterCriteria: { filters: [{ pattern: '{"eventName":["INSERT"]}' }] },
      });

      expect(spec).to.deep.include({
        batchSize: 500,
        maximumBatchingWindowSeconds: 1,
        reportBatchItemFailures: true,
        filterPatterns: ['{"eventName":["INSERT"]}'],
        source: {
          kind: "dynamodb-stream",
          startingPosition: "LATEST",
          maximumRetryAttempts: 3,
          maximumRecordAgeSeconds: 3600,
          bisectBatchOnFunctionError: true,
          tumblingWindowSeconds: 30,
          onFailureArn: FAILURE_QUEUE_ARN,
        },
      });
    });

    it("reads a queue by the function's name", async () => {
      const spec = await create({ ...queue, scalingConfig: { maximumConcurrency: 3 } });

      expect(spec).to.deep.include({
        functionArn: FUNCTION_ARN,
        batchSize: 10,
        source: { kind: "sqs", maximumConcurrency: 3 },
      });
    });

    const refused: [string, Properties, string][] = [
      ["a Kafka cluster", { ...queue, eventSourceArn: "arn:aws:kafka:us-east-1:0:cluster/s" }, "other sources are"],
      ["a stream without a starting position", without(stream, "startingPosition"), "startingPosition must be"],
      [
        "a batch of 10,001 records",
        { ...stream, batchSize: 10_001 },
        "batchSize must be a whole number from 1 to 10000",
      ],
      ["a window of 901 s", { ...stream, tumblingWindowInSeconds: 901 }, "tumblingWindowInSeconds must be a whole"],
      ["a record age of 59 s", { ...stream, maximumRecordAgeInSeconds: 59 }, "maximumRecordAgeInSeconds must be -1"],
      [
        "11 batches a shard",
        { ...stream, parallelizationFactor: 11 },
        "parallelizationFactor must be a whole number from 1",
      ],
      [
        "parallel batches of tumbling windows",
        { ...stream, parallelizationFactor: 2, tumblingWindowInSeconds: 10 },
        "parallelizationFactor must be 1 beside tumblingWindowInSeconds locally",
      ],
      [
        "a limit of pollers for a stream",
        { ...stream, scalingConfig: { maximumConcurrency: 2 } },
        "scalingConfig is for",
      ],
      [
        "a topic as destination",
        { ...stream, destinationConfig: { onFailure: { destinationArn: "arn:aws:sns:us-east-1:0:t" } } },
        "must be of an SQS queue locally",
      ],
      [
        "a FIFO queue as destination",
        { ...stream, destinationConfig: { onFailure: { destinationArn: "arn:aws:sqs:us-east-1:0:t.fifo" } } },
        "Lambda refuses FIFO queues",
      ],
      [
        "a tumbling window of a queue",
        { ...queue, tumblingWindowInSeconds: 10 },
        "tumblingWindowInSeconds cannot be set",
      ],
      [
        "bisecting a queue's batch",
        { ...queue, bisectBatchOnFunctionError: true },
        "bisectBatchOnFunctionError cannot",
      ],
      [
        "11 messages without a window",
        { ...queue, batchSize: 11 },
        "maximumBatchingWindowInSeconds must be at least 1",
      ],
      [
        "one poller",
        { ...queue, scalingConfig: { maximumConcurrency: 1 } },
        "scalingConfig.maximumConcurrency must be",
      ],
      [
        "11 messages of a FIFO queue",
        { ...queue, eventSourceArn: `${QUEUE_ARN}.fifo`, batchSize: 11, maximumBatchingWindowInSeconds: 0 },
        "batchSize must be a whole number from 1 to 10, got 11",
      ],
      [
        "a batching window of a FIFO queue",
        { ...queue, eventSourceArn: `${QUEUE_ARN}.fifo`, maximumBatchingWindowInSeconds: 1 },
        "maximumBatchingWindowInSeconds must be 0 for a FIFO queue",
      ],
      [
        "another response type",
        { ...queue, functionResponseTypes: ["All"] },
        'may only hold "ReportBatchItemFailures"',
      ],
    ];
    for (const [what, inputs, message] of refused) {
      it(`refuses ${what}`, async () => {
        expect((await rejection(create(inputs))).message).to.include(message);
      });
    }
  });
});
