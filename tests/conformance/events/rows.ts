import type { Step } from "../calls";
import { apiPages } from "../rows";
import type { Source } from "../table";

const RECORDINGS =
  "https://github.com/localstack/localstack/blob/066ce1be4c5b40be68b2676bbdaec028a86665d9/tests/aws/services/events";
export const apiReference = apiPages(
  "Amazon EventBridge API Reference",
  "https://docs.aws.amazon.com/eventbridge/latest/APIReference",
);
export const recorded = (test: string): Source => ({
  title: `recorded: ${test}`,
  address: `${RECORDINGS}/test_events.snapshot.json`,
});

export const ARN = "arn:aws:events:us-east-1:000000000000";
export const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:told";
export const EventPattern = JSON.stringify({ source: ["shop"], detail: { state: ["paid"] } });
export const ORDER = { Source: "shop", DetailType: "Order", Detail: '{"state":"paid"}' };

export const rule: Step = ["PutRule", { Name: "paid", EventPattern }];
export const target: Step = ["PutTargets", { Rule: "paid", Targets: [{ Id: "told", Arn: FUNCTION }] }];
export const validation = (message: string) => ({ error: "ValidationException", message, status: 400 });
