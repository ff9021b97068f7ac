import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import fc from "fast-check";
import { checked, checkName, oneOf, wholeNumber } from "../../../../components/parts/arguments/arguments";
import { inputsOf, runProgram } from "../../../support/program";

const subject = { component: "EventAggregator", name: "orders" };

describe("checked", () => {
  it("returns a plain value that keeps the rule", () => {
    expect(checked(subject, "maxWorkers", 3, "odd", (n) => n % 2 === 1)).to.equal(3);
  });

  it("names component, argument, rule and value", () => {
    const minWorkers = 1;

    const check = () =>
      checked(subject, "maxWorkers", 0, `at least minWorkers (${minWorkers})`, (n) => n >= minWorkers);

    expect(check).to.throw('EventAggregator "orders": maxWorkers must be at least minWorkers (1), got 0');
  });

  it("shows text in quotes", () => {
    expect(() => checked(subject, "color", "red", "blue", (color) => color === "blue")).to.throw(
      'EventAggregator "orders": color must be blue, got "red"',
    );
  });

  for (const [kind, value] of [
    ["an output", pulumi.output(0)],
    ["a promise", Promise.resolve(0)],
  ] as const) {
    it(`fails the resource that uses ${kind} which breaks the rule`, async () => {
      const run = await runProgram(() => {
        new aws.sqs.Queue("queue", { delaySeconds: checked(subject, "delaySeconds", value, "positive", (n) => n > 0) });
      });

      expect(run.registrations).to.deep.equal([]);
      expect(run.errors).to.deep.equal([
        'error serializing property "delaySeconds": EventAggregator "orders": delaySeconds must be positive, got 0',
      ]);
    });
  }

  it("lets an output pass that keeps the rule", async () => {
    const run = await runProgram(() => {
      const delaySeconds = checked(subject, "delaySeconds", pulumi.output(5), "positive", (n) => n > 0);
      new aws.sqs.Queue("queue", { delaySeconds });
    });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "aws:sqs/queue:Queue", "queue")).to.deep.equal({ delaySeconds: 5 });
  });

  it("does not check what a preview does not know yet", async () => {
    const run = await runProgram(
      () => {
        const first = new aws.sqs.Queue("first", {});
        const unknown = first.visibilityTimeoutSeconds.apply(() => 0);
        new aws.sqs.Queue("second", {
          delaySeconds: checked(subject, "delaySeconds", unknown, "positive", () => false),
        });
      },
      { preview: true },
    );

    expect(run.errors).to.deep.equal([]);
    expect(run.registrations.map(({ name }) => name)).to.deep.equal(["first", "second"]);
  });
});

describe("wholeNumber", () => {
  it("accepts every whole number of the range, both ends included", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (value) => {
        expect(wholeNumber(subject, "timeoutSeconds", value, { min: 1, max: 900 })).to.equal(value);
      }),
    );
  });

  for (const value of [0, 901, 1.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`refuses ${value} where 1 to 900 is asked for`, () => {
      expect(() => wholeNumber(subject, "timeoutSeconds", value, { min: 1, max: 900 })).to.throw(
        'EventAggregator "orders": timeoutSeconds must be a whole number from 1 to 900, got ',
      );
    });
  }

  it("says at least where there is no largest value", () => {
    expect(() => wholeNumber(subject, "eventTtlDays", 0, { min: 1 })).to.throw(
      'EventAggregator "orders": eventTtlDays must be a whole number of at least 1, got 0',
    );
  });

  it("refuses text, whatever the types say", () => {
    expect(() => wholeNumber(subject, "batchSize", "12" as unknown as number, { min: 1 })).to.throw(
      'EventAggregator "orders": batchSize must be a whole number of at least 1, got "12"',
    );
  });
});

describe("oneOf", () => {
  it("lists the choices", () => {
    expect(() => oneOf(subject, "logRetentionDays", 2, [1, 3, 5])).to.throw(
      'EventAggregator "orders": logRetentionDays must be one of 1, 3, 5, got 2',
    );
  });
});

describe("checkName", () => {
  it("accepts 36 letters, digits and hyphens", () => {
    expect(() => checkName({ component: "EventAggregator", name: `a${"-1".repeat(17)}Z` })).not.to.throw();
  });

  for (const name of ["", "1st", "a_b", "a b", "é", "a".repeat(37)]) {
    it(`refuses ${JSON.stringify(name)}`, () => {
      expect(() => checkName({ component: "EventAggregator", name })).to.throw(
        `EventAggregator ${JSON.stringify(name)}: name must be 1 to 36 letters, digits and hyphens that start with a letter, got ${JSON.stringify(name)}`,
      );
    });
  }
});
