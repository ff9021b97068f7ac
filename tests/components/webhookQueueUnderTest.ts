import { WebhookQueue } from "../../components/webhookQueue";
import type { WebhookQueueArgs } from "../../components/webhookQueue/args";
import { type Run, type RunOptions, runProgram } from "../support/program";

export const TAGS = { "sluice:component": "WebhookQueue", "sluice:name": "hooks" };

export const NETWORK = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] };

/** A program with the one webhook queue `hooks`, which takes webhooks of any source, and posts them to an API unless it is told otherwise. */
export function runWith(args: Partial<WebhookQueueArgs> = {}, options: RunOptions = {}): Promise<Run<WebhookQueue>> {
  return runProgram(
    () =>
      new WebhookQueue("hooks", {
        network: NETWORK,
        ...(!("process" in args || "image" in args) && { externalApiUrl: "https://api.example.com" }),
        acceptsOtherSources: true,
        ...args,
      }),
    options,
  );
}
