import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { keptMaps, noMaps } from "../../../local/base/keptMaps";
import { silentReport as report } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import { getParameter } from "../../../local/invokes/getParameter";
import { parameter } from "../../../local/resources/ssm/parameter";
import type { Services } from "../../../local/services";
import { createKms } from "../../../local/services/kms/createKms";
import { createSsm } from "../../../local/services/ssm/createSsm";
import { callInProcess } from "../../conformance/callInProcess";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";

/** Systems Manager, as a start of the local cloud makes it. */
function underTest(kept = noMaps) {
  const kms = createKms({ iam: createIam({ report }) });
  const inventory = new Inventory(report);
  const instances = {} as Services["instances"];
  const ssm = createSsm({ clock: new HeldClock(0), instances, inventory, kms, report }, kept);
  return {
    ssm,
    handler: parameter({ kms, ssm }),
    call: (operation: string, params: object) =>
      callInProcess(ssm.api, operation, params) as Promise<Record<string, never>>,
  };
}

describe("aws.ssm.Parameter", () => {
  it("has the outputs that a program refers to", async () => {
    const { handler } = underTest();

    const { id, state } = await handler.create(resourceContext("limit"), { type: "String", value: "3" });

    expect(id).to.equal("limit-1a2b3c4");
    expect(state).to.deep.equal({
      ...{ name: id, arn: "arn:aws:ssm:us-east-1:000000000000:parameter/limit-1a2b3c4", type: "String", value: "3" },
      ...{ version: 1, tier: "Standard", dataType: "text" },
    });
  });

  it("is another version for another value, and the same one for the same", async () => {
    const { handler } = underTest();
    const made = await handler.create(resourceContext("limit"), { type: "String", value: "3" });

    const same = await handler.update?.(resourceContext("limit"), made, {
      type: "String",
      value: "3",
      tags: { a: "b" },
    });
    const other = await handler.update?.(resourceContext("limit"), made, { type: "String", value: "4" });

    expect([same?.state.version, other?.state.version, other?.state.value]).to.deep.equal([1, 2, "4"]);
  });

  it("takes over what is there where it says so only", async () => {
    const { handler, call } = underTest();
    await call("PutParameter", { Name: "limit", Type: "String", Value: "1" });
    const create = (more: object) =>
      handler.create(resourceContext("limit"), { name: "limit", type: "String", value: "3", ...more });

    const error = await rejection(create({}));
    const { state } = await create({ overwrite: true });

    expect(error).to.include({ code: "ParameterAlreadyExists" });
    expect(state.version).to.equal(2);
  });

  for (const [what, inputs, message] of [
    ["no value", { type: "String" }, "exactly one of value and insecureValue must be set"],
    ["two values", { type: "String", value: "a", insecureValue: "a" }, "exactly one of value and insecureValue"],
    ["an insecure secret", { type: "SecureString", insecureValue: "a" }, "insecureValue is for String and StringList"],
    ["a key that is not there", { type: "SecureString", value: "a", keyId: "alias/none" }, "alias/none is not found"],
    ["a type that is none", { type: "Text", value: "a" }, "Type must be one of String, StringList, SecureString"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(underTest().handler.create(resourceContext("limit"), inputs));

      expect(error.message).to.contain(message);
    });
  }
});

describe("parameters across starts", () => {
  let data: KeptData;
  beforeEach(() => {
    data = new KeptData();
  });
  afterEach(() => data.remove());

  const start = () => underTest(keptMaps(data.open(), "ssm"));
  const declared = { name: "limit", type: "String", value: "3" };

  it("are kept as they were put, those that no program declares as well", async () => {
    await start().call("PutParameter", { Name: "/orders/limit", Type: "String", Value: "1" });

    const { Parameter } = await start().call("GetParameter", { Name: "/orders/limit" });

    expect(Parameter).to.include({ Value: "1", Version: 1 });
  });

  it("keep what somebody put, where the program declares what it declared before", async () => {
    const first = start();
    await first.handler.create(resourceContext("limit"), declared);
    await first.call("PutParameter", { Name: "limit", Value: "9", Overwrite: true });

    const { state } = await start().handler.create(resourceContext("limit"), declared);

    expect(state).to.include({ value: "9", version: 2 });
  });

  it("take another value that the program declares", async () => {
    await start().handler.create(resourceContext("limit"), declared);

    const { state } = await start().handler.create(resourceContext("limit"), { ...declared, value: "4" });

    expect(state).to.include({ value: "4", version: 2 });
  });

  it("are gone when they were deleted", async () => {
    const first = start();
    await first.handler.create(resourceContext("limit"), declared);
    await first.call("DeleteParameter", { Name: "limit" });

    const { state } = await start().handler.create(resourceContext("limit"), declared);

    expect(state).to.include({ value: "3", version: 1 });
  });
});

describe("aws.ssm.getParameter", () => {
  it("knows the newest Amazon Linux for each processor", async () => {
    const { invoke } = getParameter(underTest());
    const of = (processor: string) =>
      invoke({ name: `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${processor}` });

    const [arm, intel] = await Promise.all([of("arm64"), of("x86_64")]);

    expect(arm.value)
      .to.match(/^ami-[0-9a-f]{17}$/)
      .and.not.to.equal(intel.value);
  });

  it("finds a parameter that was put", async () => {
    const { ssm, call } = underTest();
    await call("PutParameter", { Name: "/orders/limit", Type: "StringList", Value: "1,2" });

    const found = await getParameter({ ssm }).invoke({ name: "/orders/limit" });

    expect(found).to.include({ value: "1,2", insecureValue: "1,2", type: "StringList", version: 1 });
  });

  it("refuses what is not there by name", async () => {
    const error = await rejection(getParameter(underTest()).invoke({ name: "/my/parameter" }));

    expect(error.message).to.contain('there is no parameter "/my/parameter": put it (aws ssm put-parameter)');
  });
});
