import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { Controlled } from "../../../local/control/controlled";
import type { ResourceHandler } from "../../../local/engine/resourceHandler";
import { recorded } from "../../../local/resources/recorded";
import { resourceContext } from "../../support/resourceContext";

const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:told";

/** A resource with another one's ARN among its inputs, as a rule's target has it. */
const target: ResourceHandler = {
  type: "aws:cloudwatch/eventTarget:EventTarget",
  properties: { arn: "honoured" },
  replaceOn: ["arn"],
  create: async (_context, inputs) => ({ id: "paid-told", state: { ...inputs } }),
  delete: async () => {},
};

describe("a resource that names another one's ARN", () => {
  function underTest() {
    const warnings: string[] = [];
    const inventory = new Inventory({ warn: (_source, line) => void warnings.push(line) });
    inventory.declare(QUEUE_ARN, { team: "a" });
    return { inventory, warnings };
  }

  it("leaves the other one's tags alone when a call makes and deletes it", async () => {
    const { inventory, warnings } = underTest();
    const resources = new Controlled([target], inventory, (message) => new AwsError("ValidationException", message));

    const made = await resources.create(target.type, { arn: QUEUE_ARN });
    await resources.delete(made);

    expect(inventory.tagsOf(QUEUE_ARN)).to.deep.equal({ team: "a" });
    expect(warnings).to.deep.equal([]);
  });

  it("leaves them alone when the program does, too", async () => {
    const { inventory } = underTest();
    const handler = recorded(target, inventory);

    const made = await handler.create(resourceContext("told"), { arn: QUEUE_ARN });
    const whileThere = inventory.tagsOf(QUEUE_ARN);
    await handler.delete(resourceContext("told"), made);

    expect([whileThere, inventory.tagsOf(QUEUE_ARN)]).to.deep.equal([{ team: "a" }, { team: "a" }]);
  });
});
