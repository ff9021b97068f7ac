import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { numbers } from "../../../../components/parts/arguments/numbers";
import { runProgram } from "../../../support/program";

const subject = { component: "EventAggregator", name: "orders" };

interface Args {
  maxTasks?: number;
  memoryMb?: pulumi.Input<number>;
  eventTtlDays?: number;
  secondsPerMessage?: number;
  durationMinutes?: number;
  bucket?: string;
}

describe("numbers", () => {
  it("puts defaults in the place of absent arguments", () => {
    const args: Args = { maxTasks: 3 };

    const { maxTasks, memoryMb } = numbers(subject, args, {
      maxTasks: { default: 10, min: 1, max: 500 },
      memoryMb: { default: 512, min: 128, max: 10_240 },
    });

    // Types say so too: a plain argument with a default is a number, not an input.
    const plain: number = maxTasks;
    const input: pulumi.Input<number> = memoryMb;
    expect([plain, input]).to.deep.equal([3, 512]);
  });

  it("leaves an absent argument without a default undefined", () => {
    const args: Args = {};

    const { eventTtlDays } = numbers(subject, args, { eventTtlDays: { min: 1 } });

    const optional: number | undefined = eventTtlDays;
    expect(optional).to.equal(undefined);
  });

  it("returns nothing but the arguments that have rules", () => {
    const args: Args = { maxTasks: 3, bucket: "archive" };

    expect(numbers(subject, args, { maxTasks: { min: 1 } })).to.deep.equal({ maxTasks: 3 });
  });

  for (const [args, rule, message] of [
    [{ maxTasks: 0 }, { min: 1, max: 500 }, "maxTasks must be a whole number from 1 to 500, got 0"],
    [{ maxTasks: 1.5 }, { min: 1 }, "maxTasks must be a whole number of at least 1, got 1.5"],
    [{ maxTasks: 0 }, { above: 0 }, "maxTasks must be a number above 0, got 0"],
    [{ maxTasks: 0.05 }, { min: 0.1, max: 60, fractions: true }, "maxTasks must be a number from 0.1 to 60, got 0.05"],
  ] as const) {
    it(`refuses ${JSON.stringify(args)} where the rule is ${JSON.stringify(rule)}`, () => {
      expect(() => numbers(subject, args as Args, { maxTasks: rule })).to.throw(`EventAggregator "orders": ${message}`);
    });
  }

  it("takes fractions where the rule says so", () => {
    const args: Args = { secondsPerMessage: 0.01, durationMinutes: 0.5 };

    const values = numbers(subject, args, {
      secondsPerMessage: { above: 0 },
      durationMinutes: { min: 0.1, max: 60, fractions: true },
    });

    expect(values).to.deep.equal({ secondsPerMessage: 0.01, durationMinutes: 0.5 });
  });

  it("names an argument within another by its path", () => {
    const args: Args = { maxTasks: 0 };

    expect(() => numbers(subject, args, { maxTasks: { min: 1 } }, "jobs.report")).to.throw(
      "jobs.report.maxTasks must be a whole number of at least 1, got 0",
    );
  });

  it("checks an output once its value is known", async () => {
    const run = await runProgram(() => {
      const args: Args = { memoryMb: pulumi.output(64) };
      const { memoryMb } = numbers(subject, args, { memoryMb: { min: 128, max: 10_240 } });
      new aws.sqs.Queue("queue", { ...(memoryMb !== undefined && { delaySeconds: memoryMb }) });
    });

    expect(run.errors).to.deep.equal([
      'error serializing property "delaySeconds": EventAggregator "orders": memoryMb must be a whole number from 128 to 10240, got 64',
    ]);
  });
});
