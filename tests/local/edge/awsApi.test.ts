import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { awsApi, type Operation, RawAnswer } from "../../../local/edge/awsApi";
import type { AwsCall } from "../../../local/edge/awsService";
import { rejection } from "../../support/rejection";

interface GreetInput {
  Name: string | undefined;
  Times?: number | undefined;
}

interface GreetOutput {
  Greeting?: string;
}

const greet: Operation<{ word: string }, GreetInput, GreetOutput> = {
  parameters: { Name: "text", Times: "number?" },
  permissions: ({ Name }) => [{ action: "greeter:Greet", resource: Name }],
  run: ({ Name, Times = 1 }, { word }) => ({ Greeting: Array(Times).fill(`${word} ${Name}`).join(", ") }),
};

const forward: Operation<object, Record<never, never>, object> = {
  parameters: {},
  permissions: () => [],
  run: () => new RawAnswer({ status: 202, headers: {}, body: Buffer.from("from elsewhere") }),
};

const fail: Operation<object, Record<never, never>, object> = {
  parameters: {},
  permissions: () => [],
  run: () => {
    throw new AwsError("Broken", "broken");
  },
};

describe("awsApi", () => {
  const api = awsApi({
    signingName: "greeter",
    protocol: "json-1.1",
    parts: { word: "hello" },
    operations: { Greet: greet, Forward: forward, Fail: fail },
    unknown: (operation, known) => new AwsError("Unknown", `${operation} is none of ${known.join(", ")}`),
    refused: ({ parameter, kind, value }) => new AwsError("Refused", `${parameter}: ${kind}, got ${String(value)}`),
  });
  const call = (operation: string, params: Record<string, unknown> = {}): AwsCall => ({
    operation,
    params,
    principal: { kind: "anonymous" },
  });

  it("says what a call needs, and runs it on the same parameters", async () => {
    const { permissions, run } = api.prepare(call("Greet", { Name: "a", Times: 2 }));

    expect(permissions).to.deep.equal([{ action: "greeter:Greet", resource: "a" }]);
    expect(await run()).to.deep.equal({ result: { Greeting: "hello a, hello a" } });
  });

  it("passes a raw answer on as it is", async () => {
    const answer = await api.prepare(call("Forward")).run();

    expect(answer).to.deep.equal({ raw: { status: 202, headers: {}, body: Buffer.from("from elsewhere") } });
  });

  it("rejects with what an operation throws", async () => {
    const error = await rejection(api.prepare(call("Fail")).run());

    expect(error).to.have.property("code", "Broken");
  });

  for (const name of ["Farewell", "constructor", "__proto__"]) {
    it(`knows no operation ${name}`, () => {
      expect(() => api.prepare(call(name))).to.throw(`${name} is none of Greet, Forward, Fail`);
    });
  }

  for (const [what, params, message] of [
    ["a required parameter that is missing", {}, "Name: text, got undefined"],
    ["a required text that is empty", { Name: "" }, "Name: text, got "],
    ["a required parameter of another kind", { Name: 5 }, "Name: text, got 5"],
    ["an optional parameter of another kind", { Name: "a", Times: "2" }, "Times: number, got 2"],
    ["an optional parameter that is null", { Name: "a", Times: null }, "Times: number, got null"],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => api.prepare(call("Greet", params))).to.throw(AwsError, message);
    });
  }
});
