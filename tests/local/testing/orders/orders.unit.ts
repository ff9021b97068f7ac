import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { inputsOf, runProgram } from "../../../../local/testing/mocks";

/** A queue that gives up on a message after some tries. */
class Orders extends pulumi.ComponentResource {
  readonly url: pulumi.Output<string>;

  constructor(name: string) {
    super("own:index:Orders", name);
    const tries = new pulumi.Config().getNumber("tries") ?? 5;
    const dead = new aws.sqs.Queue(`${name}-dead`, {}, { parent: this });
    const redrivePolicy = pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: tries });
    this.url = new aws.sqs.Queue(name, { redrivePolicy }, { parent: this }).url;
  }
}

describe("Orders", () => {
  it("gives up after as many tries as the stack says", async () => {
    const run = await runProgram(() => new Orders("orders"), { project: "shop", config: { "shop:tries": "3" } });

    assert.deepEqual(run.errors, []);
    const { redrivePolicy } = inputsOf(run, "aws:sqs/queue:Queue", "orders");
    assert.deepEqual(JSON.parse(String(redrivePolicy)), {
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:111122223333:orders-dead-name",
      maxReceiveCount: 3,
    });
  });
});
