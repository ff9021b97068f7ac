import { expect } from "chai";
import type { AwsCall } from "../../../local/edge/awsService";
import { createGlue } from "../../../local/services/glue/createGlue";
import type { Glue } from "../../../local/services/glue/glue";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { EVENTS, NOW } from "./athenaUnderTest";

describe("Glue's API", () => {
  let glue: Glue;

  beforeEach(() => {
    glue = createGlue({ clock: new HeldClock(NOW) });
    glue.putDatabase({ name: "cards", description: "of gates", parameters: {} });
    glue.putTable(EVENTS);
  });

  const call = (operation: string, params: Record<string, unknown>) => ({ operation, params }) as unknown as AwsCall;
  const answer = async (operation: string, params: Record<string, unknown>) => {
    const reply = await glue.api.prepare(call(operation, params)).run();
    return "result" in reply ? reply.result : {};
  };

  it("describes databases and tables", async () => {
    const database = await answer("GetDatabase", { Name: "cards" });
    const table = await answer("GetTable", { DatabaseName: "cards", Name: "events" });
    const tables = await answer("GetTables", { DatabaseName: "cards" });

    expect(database.Database).to.deep.equal({
      ...{ Name: "cards", CatalogId: "000000000000", Parameters: {}, Description: "of gates" },
    });
    expect(table.Table).to.deep.include({
      ...{ Name: "events", DatabaseName: "cards", TableType: "EXTERNAL_TABLE", CreateTime: NOW / 1000 },
      PartitionKeys: [
        { Name: "date", Type: "string" },
        { Name: "hour", Type: "string" },
      ],
    });
    expect(tables).to.deep.equal({ TableList: [table.Table] });
  });

  it("has no partitions of a table whose partitions are projected", async () => {
    const partitions = await answer("GetPartitions", { DatabaseName: "cards", TableName: "events" });

    expect(partitions).to.deep.equal({ Partitions: [] });
  });

  it("asks for permission on the catalog, the database and the table", () => {
    const { permissions } = glue.api.prepare(call("GetTable", { DatabaseName: "cards", Name: "events" }));

    expect(permissions).to.deep.equal(
      ["catalog", "database/cards", "table/cards/events"].map((resource) => ({
        action: "glue:GetTable",
        resource: `arn:aws:glue:us-east-1:000000000000:${resource}`,
      })),
    );
  });

  for (const [what, operation, params, code] of [
    ["a database that is not there", "GetDatabase", { Name: "nobody" }, "EntityNotFoundException"],
    ["a table that is not there", "GetTable", { DatabaseName: "cards", Name: "gates" }, "EntityNotFoundException"],
    ["another catalog", "GetDatabase", { Name: "cards", CatalogId: "111111111111" }, "EntityNotFoundException"],
    ["a name that is none", "GetTable", { DatabaseName: "cards", Name: 5 }, "InvalidInputException"],
    ["an operation that is not known", "CreateTable", {}, "InvalidAction"],
  ] as [string, string, Record<string, unknown>, string][]) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(answer(operation, params));

      expect(error).to.have.property("code", code);
    });
  }
});
