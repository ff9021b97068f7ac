import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { EventAggregator } from "../../components/eventAggregator";
import { inlineFunction } from "../../components/parts/lambda/inlineFunction";
import { streamPermissions } from "../../components/parts/lambda/streamSource";

/** The prices below which somebody wants to hear of a stock. */
const FLOORS: Record<string, number> = { ACME: 90, INIT: 12.5 };
const config = new pulumi.Config();

const market = new EventAggregator("market", {
  auth: config.get("auth") === "public" ? "public" : "iam",
  summarize: (event) => {
    const { symbol, price, shares, at } = event as { symbol: string; price: number; shares: number; at: string };
    const [day] = at.split("T");
    const add = { shares, turnover: price * shares };
    return [
      { key: `${symbol} ${day}`, add, min: { low: price }, max: { high: price } },
      { key: `market ${day}`, add },
    ];
  },
  maximumBatchingWindowSeconds: 1,
  deletionProtection: pulumi.getStack() !== "local",
  transform: { summaryTable: { streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" } },
});
const { streamArn } = market.summaryTable;

/** Calls the webhook when a stock's lowest price of a day passes its floor: once a day, or twice, which the key tells. */
const alert = inlineFunction(
  "market-alert",
  {
    environment: { WEBHOOK: config.require("webhook") },
    handler: (env) => (event: DynamoDBStreamEvent) => callBelowFloors(event, env.WEBHOOK),
    permissions: streamPermissions(streamArn),
    ...{ timeoutSeconds: 30, memoryMb: 256, tags: {} },
  },
  { parent: market },
);
new aws.lambda.EventSourceMapping("alerts", {
  eventSourceArn: streamArn,
  functionName: alert.arn,
  startingPosition: "TRIM_HORIZON",
});

async function callBelowFloors({ Records }: DynamoDBStreamEvent, webhook: string): Promise<void> {
  for (const { OldImage: before, NewImage: after } of Records.map(({ dynamodb = {} }) => dynamodb)) {
    const key = after?.SummaryID?.S ?? "";
    const floor = FLOORS[key.split(" ")[0] ?? ""];
    if (floor === undefined || Number(after?.low?.N) >= floor || Number(before?.low?.N) < floor) continue;
    const headers = { "content-type": "application/json", "idempotency-key": key };
    const body = JSON.stringify({ key, floor, low: Number(after?.low?.N) });
    const { ok, status } = await fetch(webhook, { method: "POST", headers, body });
    // Lambda delivers the batch again.
    if (!ok) throw new Error(`the webhook answered ${status}`);
  }
}

export const endpoint = market.apiEndpoint;
