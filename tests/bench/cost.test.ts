import { expect } from "chai";
import { costPage } from "../../bench/cost/page";
import { costOf, entriesOf } from "../../local/trace/cost/prices";
import { unitsOf } from "../../local/trace/cost/units";

describe("DynamoDB's request units", () => {
  const cases: [operation: string, params: Record<string, unknown>, units: { writes: number; reads: number }][] = [
    ["PutItem", {}, { writes: 1, reads: 0 }],
    ["BatchWriteItem", { RequestItems: { a: [{}, {}], b: [{}] } }, { writes: 3, reads: 0 }],
    ["TransactWriteItems", { TransactItems: [{}, {}, {}] }, { writes: 6, reads: 0 }],
    ["GetItem", {}, { writes: 0, reads: 0.5 }],
    ["GetItem", { ConsistentRead: true }, { writes: 0, reads: 1 }],
    [
      "BatchGetItem",
      { RequestItems: { a: { Keys: [{}, {}], ConsistentRead: true }, b: { Keys: [{}] } } },
      { writes: 0, reads: 2.5 },
    ],
    ["TransactGetItems", { TransactItems: [{}] }, { writes: 0, reads: 2 }],
    ["DescribeTable", {}, { writes: 0, reads: 0 }],
  ];
  for (const [operation, params, units] of cases) {
    it(`of ${operation} with ${JSON.stringify(params)} are ${units.writes} to write and ${units.reads} to read`, () => {
      expect(unitsOf({ operation, params })).to.deep.equal(units);
    });
  }
});

describe("the cost of what was counted", () => {
  it("is each count times its price", () => {
    expect(costOf({ httpApiRequest: 1_000_000, dynamoWrite: 2_000_000, sqsRequest: 500_000 })).to.be.closeTo(
      2.45,
      1e-9,
    );
  });

  it("names only what was there, in the order of the prices", () => {
    expect(entriesOf({ sqsRequest: 3, httpApiRequest: 1, dynamoRead: 0 })).to.deep.equal([
      ["httpApiRequest", 1],
      ["sqsRequest", 3],
    ]);
  });
});

describe("the page about cost", () => {
  it("compares a million events with the naive design, and shows both for an event", () => {
    const page = costPage([
      {
        system: {
          ...{ name: "orders", event: "an order", load: ["--count", "10"], events: () => 10 },
          naive: { design: "two calls", perEvent: { httpApiRequest: 2 } },
        },
        events: 10,
        perEvent: { httpApiRequest: 1, dynamoWrite: 0.4 },
      },
    ]);

    expect(page).to.include("| orders | an order | 1.25 | 2.00 | 1.6 |");
    expect(page).to.include("(`npm run load -- orders --count 10`). Naive: two calls.");
    expect(page).to.include("| HTTP API request | 1 | 2 | 1.00 | 2.00 |");
    expect(page).to.include("| DynamoDB write request unit | 0.4 | 0 | 0.25 | 0.00 |");
  });
});
