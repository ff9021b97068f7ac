import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { Destinations } from "../../../local/services/lambda/destinations";
import type { FunctionSpec } from "../../../local/services/lambda/lambda";
import type { LambdaDependencies } from "../../../local/services/lambda/lambdaDependencies";

const spec = {
  ...{ arn: "arn:aws:lambda:us-east-1:000000000000:function:listener-1", name: "listener-1", label: "listener" },
  roleArn: "arn:aws:iam::000000000000:role/listener",
} as FunctionSpec;
const RECORD = { requestPayload: { a: 1 } };
const queue = "arn:aws:sqs:us-east-1:000000000000:done";
const QueueUrl = "http://127.0.0.1:4510/000000000000/done";
const BODY = JSON.stringify(RECORD);

describe("a destination of a function's asynchronous calls", () => {
  function underTest(denied: readonly string[] = []) {
    const sent: unknown[] = [];
    const asked: string[] = [];
    const warnings: string[] = [];
    const counted: string[] = [];
    const deps: object = {
      iam: {
        assumeRole: (roleArn: string) => ({ principal: { roleArn } }),
        authorize(_principal: unknown, permissions: readonly { action: string; resource: string }[]) {
          for (const { action, resource } of permissions) {
            asked.push(`${action} ${resource}`);
            if (denied.includes(action)) throw new AwsError("AccessDenied", `may not ${action}`, 403);
          }
        },
      },
      edgeUrl: "http://127.0.0.1:4510",
      sqs: {
        api: {
          prepare: ({ params }: { params: object }) => ({
            permissions: [{ action: "sqs:SendMessage", resource: queue }],
            run: async () => ({ result: void sent.push(params) }),
          }),
        },
      },
      destinations: () => ({
        sns: { publish: (_principal: unknown, ...given: unknown[]) => void sent.push(given) },
        events: { emit: (event: unknown) => void sent.push(event) },
      }),
      metrics: { put: ({ metricName }: { metricName: string }) => void counted.push(metricName) },
      report: { warn: (source: string, line: string) => void warnings.push(`${source}: ${line}`) },
    };
    const destinations = new Destinations(deps as LambdaDependencies, (...given) => void sent.push(given));
    const send = (arn: string, isSuccess = true) => destinations.send(spec, arn, isSuccess, RECORD);
    const bury = (arn: string) =>
      destinations.bury(
        spec,
        arn,
        { a: 1 },
        {
          ...{ ok: false, kind: "function", requestId: "r" },
          error: { errorType: "Error", errorMessage: "no luck" },
        },
      );
    return { send, bury, sent, asked, warnings, counted };
  }

  const topic = "arn:aws:sns:us-east-1:000000000000:done";
  const other = "arn:aws:lambda:us-east-1:000000000000:function:other";
  const bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
  for (const [what, arn, action, expected] of [
    ["a queue", queue, "sqs:SendMessage", { QueueUrl, MessageBody: BODY }],
    ["a topic", topic, "sns:Publish", [topic, { message: BODY, attributes: {} }]],
    ["another function", other, "lambda:InvokeFunction", [other, RECORD]],
    [
      "the event bus",
      bus,
      "events:PutEvents",
      {
        source: "lambda",
        detailType: "Lambda Function Invocation Result - Success",
        resources: [bus, `${spec.arn}:$LATEST`],
        detail: RECORD,
      },
    ],
  ] as const) {
    it(`is ${what}, to which the function's role may send`, async () => {
      const { send, sent, asked } = underTest();

      await send(arn);

      expect(sent).to.deep.equal([expected]);
      expect(asked).to.deep.equal([`${action} ${arn}`]);
    });
  }

  it("is told of a failure as such", async () => {
    const { send, sent } = underTest();

    await send(bus, false);

    expect(sent[0]).to.include({ detailType: "Lambda Function Invocation Result - Failure" });
  });

  it("gets the event itself as a dead letter, with the error beside it", async () => {
    const { bury, sent } = underTest();

    await bury(queue);
    await bury(topic);

    const told = { RequestID: ["String", "r"], ErrorCode: ["Number", "200"], ErrorMessage: ["String", "no luck"] };
    const attributes = (type: string, value: string) =>
      Object.fromEntries(Object.entries(told).map(([name, [is, text]]) => [name, { [type]: is, [value]: text }]));
    expect(sent).to.deep.equal([
      { QueueUrl, MessageBody: '{"a":1}', MessageAttributes: attributes("DataType", "StringValue") },
      [topic, { message: '{"a":1}', attributes: attributes("type", "value") }],
    ]);
  });

  it("gets nothing that the function's role may not send, of which people read", async () => {
    const { send, sent, warnings, counted } = underTest(["sqs:SendMessage"]);

    await send(queue);

    expect(sent).to.deep.equal([]);
    expect(warnings).to.deep.equal([
      `listener: lost a record of an invocation, as ${queue} did not take it: may not sqs:SendMessage`,
    ]);
    expect(counted).to.deep.equal(["DestinationDeliveryFailures"]);
  });
});
