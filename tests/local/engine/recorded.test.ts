import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import type { ResourceHandler } from "../../../local/engine/resourceHandler";
import { recorded } from "../../../local/resources/recorded";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:orders";
const context = resourceContext("orders");

describe("a recorded handler", () => {
  function underTest(deletion: () => Promise<void> = async () => {}) {
    const warnings: string[] = [];
    const inventory = new Inventory({ warn: (_source, line) => void warnings.push(line) });
    const handler: ResourceHandler = {
      type: "aws:sqs/queue:Queue",
      properties: {},
      replaceOn: [],
      create: async (_context, inputs) => ({ id: "orders", state: { ...inputs, arn: QUEUE } }),
      update: async (_context, { id }, inputs) => ({ id, state: { ...inputs, arn: QUEUE } }),
      delete: deletion,
    };
    return { warnings, inventory, handler: recorded(handler, inventory) };
  }

  it("declares a resource with its tags and the provider's", async () => {
    const { handler, inventory } = underTest();

    const made = await handler.create(context, { tags: { team: "a" }, tagsAll: { team: "a", env: "dev" } });
    const created = inventory.tagsOf(QUEUE);
    await handler.update?.(context, made, { tags: { team: "b" } });

    expect(created).to.deep.equal({ team: "a", env: "dev" });
    expect(inventory.tagsOf(QUEUE)).to.deep.equal({ team: "b" });
  });

  it("takes a deletion as done where a call has been before it", async () => {
    const { handler, inventory, warnings } = underTest(async () => {
      throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    });
    const made = await handler.create(context, {});
    inventory.deletedByCall(QUEUE);

    await handler.delete(context, made);

    expect(warnings).to.have.length(1);
  });

  it("fails where a deletion fails otherwise", async () => {
    const { handler } = underTest(async () => {
      throw new AwsError("DeleteConflict", "it is attached");
    });
    const made = await handler.create(context, {});

    const error = await rejection(handler.delete(context, made));

    expect(error.message).to.equal("it is attached");
  });
});
