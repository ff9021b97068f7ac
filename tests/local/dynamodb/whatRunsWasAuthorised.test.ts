import { expect } from "chai";
import fc from "fast-check";
import { noChaos } from "../../../local/base/chaos";
import type { AwsCall } from "../../../local/edge/awsService";
import { parseJsonCall } from "../../../local/edge/request";
import { dynamoApi } from "../../../local/services/dynamodb/dynamoApi";
import type { DynamoParts } from "../../../local/services/dynamodb/operations/dynamoOperation";
import { HeldClock } from "../../support/heldClock";

type Request = Record<string, unknown>;
type Members = readonly (readonly [name: string, value: unknown])[];

/** JSON in which an object may name a member twice, as no object of JavaScript can. */
class Doubled {
  constructor(readonly members: Members) {}
}

function jsonOf(value: unknown): string {
  if (value instanceof Doubled) {
    return `{${value.members.map(([name, member]) => `${JSON.stringify(name)}:${jsonOf(member)}`).join(",")}}`;
  }
  return Array.isArray(value) ? `[${value.map(jsonOf).join(",")}]` : JSON.stringify(value);
}

/** One item of one table, as the store touches it: `"dynamodb:PutItem items/a"`. */
function touched(action: string, { TableName }: Request, item: unknown): string {
  const { S } = ((item as Request | undefined)?.id ?? {}) as { S?: string };
  return `dynamodb:${action} ${String(TableName)}/${S ?? ""}`;
}

/** Carries a request out on paper, by the parameters' documentation in the API reference. */
function carriedOut(operation: string, request: Request): readonly string[] {
  switch (operation) {
    case "PutItem":
      return [touched(operation, request, request.Item)];
    case "GetItem":
    case "DeleteItem":
      return [touched(operation, request, request.Key)];
    case "BatchWriteItem":
      return Object.entries(request.RequestItems as Record<string, Request[]>).flatMap(([TableName, requests]) =>
        requests.flatMap(({ PutRequest, DeleteRequest }) => [
          ...(PutRequest ? [touched(operation, { TableName }, (PutRequest as Request).Item)] : []),
          ...(DeleteRequest ? [touched(operation, { TableName }, (DeleteRequest as Request).Key)] : []),
        ]),
      );
    default:
      return (request.TransactItems as Record<string, Request>[]).flatMap((actions) =>
        Object.entries(actions).map(([kind, action]) =>
          touched(
            kind === "ConditionCheck" ? "ConditionCheckItem" : `${kind}Item`,
            action,
            kind === "Put" ? action.Item : action.Key,
          ),
        ),
      );
  }
}

const table = fc.constantFrom("items", "others");
const item = fc.constantFrom("a", "b", "__proto__").map((id) => ({ id: { S: id } }));

/** Members in any order, some of them twice, some where they do not belong. */
function request(wanted: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Doubled> {
  const strays = { TableName: table, Key: item, Item: item, ...wanted };
  const member = fc.oneof(
    ...Object.entries(strays).map(([name, value]) => value.map((given) => [name, given] as const)),
  );
  return fc
    .tuple(fc.record(wanted), fc.array(member, { maxLength: 3 }))
    .chain(([needed, more]) =>
      fc.shuffledSubarray([...Object.entries(needed), ...more], {
        minLength: Object.keys(wanted).length + more.length,
      }),
    )
    .map((members) => new Doubled(members));
}

const onItem = request({ TableName: table, Key: item });
const putting = request({ TableName: table, Item: item });
const action = fc
  .array(
    fc.oneof(
      putting.map((value) => ["Put", value] as const),
      fc.tuple(fc.constantFrom("Delete", "ConditionCheck", "Update"), onItem),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((members) => new Doubled(members));
const write = fc
  .array(
    fc.oneof(
      request({ Item: item }).map((value) => ["PutRequest", value] as const),
      request({ Key: item }).map((value) => ["DeleteRequest", value] as const),
    ),
    { minLength: 1, maxLength: 2 },
  )
  .map((members) => new Doubled(members));

const calls = fc.oneof(
  putting.map((body) => ["PutItem", body] as const),
  fc.tuple(fc.constantFrom("GetItem", "DeleteItem"), onItem),
  fc.array(action, { minLength: 1, maxLength: 3 }).map((TransactItems) => {
    return ["TransactWriteItems", new Doubled([["TransactItems", TransactItems]])] as const;
  }),
  fc
    .array(fc.tuple(table, fc.array(write, { minLength: 1, maxLength: 2 })), { minLength: 1, maxLength: 3 })
    .map((batches) => {
      return ["BatchWriteItem", new Doubled([["RequestItems", new Doubled(batches)]])] as const;
    }),
);

describe("what DynamoDB carries out", () => {
  it("was authorised, however a request is written", async () => {
    let refused = 0;
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(calls, async ([operation, body]) => {
        const forwarded: string[] = [];
        const parts = {
          clock: new HeldClock(0),
          server: {
            forward: async (_target: string, text: Buffer | string) => {
              forwarded.push(String(text));
              return { status: 200, headers: {}, body: Buffer.from("{}") };
            },
          },
          tables: { hashKey: () => "id" },
          writes: { notify() {} },
          countSuccess() {},
        } as unknown as DynamoParts;
        const raw = Buffer.from(jsonOf(body));
        const headers = { "x-amz-target": `DynamoDB_20120810.${operation}` };
        const read = parseJsonCall({ headers } as unknown as Parameters<typeof parseJsonCall>[0], raw);
        const call = read as unknown as AwsCall;

        let prepared: ReturnType<ReturnType<typeof dynamoApi>["prepare"]>;
        try {
          prepared = dynamoApi(parts, noChaos).prepare(call);
        } catch {
          refused++;
          return;
        }
        await prepared.run();
        answered++;

        const authorised = new Set(
          prepared.permissions.flatMap(({ action: permitted, resource, context }) =>
            ((context?.["dynamodb:LeadingKeys"] ?? []) as string[]).map(
              (key) => `${permitted} ${resource.slice(resource.lastIndexOf("/") + 1)}/${key}`,
            ),
          ),
        );
        for (const text of forwarded) {
          // A server that takes the first of two equal members, and one that takes the last, must carry out the same.
          expect(jsonOf(JSON.parse(text))).to.equal(text);
          expect([...authorised]).to.include.members([...carriedOut(operation, JSON.parse(text) as Request)]);
        }
      }),
      { numRuns: 1_000 },
    );
    expect([refused > 0, answered > 0]).to.deep.equal([true, true]);
  });
});
