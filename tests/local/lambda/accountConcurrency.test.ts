import { expect } from "chai";
import { checkReservation } from "../../../local/services/lambda/accountConcurrency";
import type { FunctionSpec } from "../../../local/services/lambda/lambda";
import { lambdaUnderTest } from "./support";

function specOf(arn: string, reservedConcurrency?: number): FunctionSpec {
  return { arn, ...(reservedConcurrency !== undefined && { reservedConcurrency }) } as FunctionSpec;
}

function refusal(limit: number, wanted: number | undefined, ...others: readonly number[]): string | undefined {
  const functions = others.map((reserved, index) => ({ currentSpec: specOf(`other-${index}`, reserved) }));
  try {
    checkReservation(specOf("own", wanted), [...functions, { currentSpec: specOf("own", 500) }], limit);
    return undefined;
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}

const below = (least: number) =>
  "InvalidParameterValueException: Specified ReservedConcurrentExecutions for function decreases account's " +
  `UnreservedConcurrentExecution below its minimum value of [${least}].`;

describe("a reservation of Lambda's concurrency", () => {
  it("may take all but the hundred that functions without one share, the function's own former one included", () => {
    expect(refusal(1000, 900)).to.equal(undefined);
    expect(refusal(1000, 901)).to.equal(below(100));
    expect(refusal(1000, 300, 300, 301)).to.equal(below(100));
    expect(refusal(1000, 300, 300, 300)).to.equal(undefined);
  });

  it("is refused in a new account, which has no more than it must keep", () => {
    expect(refusal(10, 1)).to.equal(below(10));
    expect(refusal(50, 1)).to.equal(below(50));
    expect(refusal(100, 1)).to.equal(below(100));
  });

  it("is none where nothing is reserved, or every call refused", () => {
    expect([refusal(10, undefined), refusal(10, -1), refusal(10, 0)]).to.deep.equal([undefined, undefined, undefined]);
  });

  it("leaves a function as it was when its change is refused", async () => {
    const cloud = lambdaUnderTest({ accountConcurrency: 10 });
    const spec = cloud.put("exports.handler = async () => 1");

    expect(() => cloud.lambda.putFunction({ ...spec, reservedConcurrency: 1 })).to.throw("minimum value of [10]");
    const result = await cloud.lambda.invoke(spec.arn, {});
    await cloud.stop();

    expect(result).to.deep.equal({ ok: true, payload: 1 });
  });

  it("leaves the rest to functions without one, as the account's settings say", async () => {
    const cloud = lambdaUnderTest({ accountConcurrency: 150 });
    const spec = cloud.put("exports.handler = async () => 1");

    cloud.lambda.putFunction({ ...spec, reservedConcurrency: 20 });
    const settings = [cloud.lambda.concurrency(), cloud.lambda.functionCount()];
    await cloud.stop();

    expect(settings).to.deep.equal([{ all: 150, unreserved: 130 }, 1]);
  });
});
