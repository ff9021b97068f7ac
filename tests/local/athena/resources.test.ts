import { expect } from "chai";
import type { Properties } from "../../../local/engine/resourceHandler";
import { database } from "../../../local/resources/athena/database";
import { namedQuery } from "../../../local/resources/athena/namedQuery";
import { workgroup } from "../../../local/resources/athena/workgroup";
import { catalogDatabase } from "../../../local/resources/glue/catalogDatabase";
import { catalogTable } from "../../../local/resources/glue/catalogTable";
import type { NamedQuery, WorkgroupSpec } from "../../../local/services/athena/athena";
import { createGlue } from "../../../local/services/glue/createGlue";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { EVENTS } from "./athenaUnderTest";

const INPUTS = {
  databaseName: "cards",
  name: "events",
  parameters: EVENTS.parameters,
  partitionKeys: EVENTS.partitionKeys,
  storageDescriptor: {
    columns: [{ name: "id", type: "string" }],
    location: EVENTS.location,
    serDeInfo: { serializationLibrary: EVENTS.serdeLibrary },
  },
};

describe("aws.athena.Database", () => {
  const underTest = () => {
    const glue = createGlue({ clock: new HeldClock(Date.parse("2026-03-01T12:00:00Z")) });
    return { glue, handler: database({ glue }), table: catalogTable({ glue }) };
  };

  it("is a database of Glue's catalog, whose generated name has no hyphen", async () => {
    const { glue, handler } = underTest();

    const made = await handler.create(resourceContext("tweets"), { bucket: "results", comment: "all of them" });

    expect(made).to.deep.equal({
      id: "tweets_1a2b3c4",
      state: { bucket: "results", comment: "all of them", name: "tweets_1a2b3c4" },
    });
    expect(glue.database("tweets_1a2b3c4")).to.include({ description: "all of them" });
    await handler.delete(resourceContext("tweets"), made);
    expect(glue.databases()).to.deep.equal([]);
  });

  it("refuses what Athena refuses: names, one that is there, and its end while it has tables", async () => {
    const { glue, handler, table } = underTest();
    const make = (inputs: Properties) => handler.create(resourceContext("cards"), inputs);

    expect((await rejection(make({ name: "My-Cards" }))).message).to.equal(
      `name ("My-Cards") must be lowercase letters, numbers, or underscore ('_')`,
    );
    const made = await make({ name: "cards" });
    expect((await rejection(make({ name: "cards" }))).message).to.equal("Database cards already exists");
    await table.create(resourceContext("events"), INPUTS);
    expect((await rejection(handler.delete(resourceContext("cards"), made))).message).to.equal(
      "Database cards is not empty. One or more tables exist.",
    );

    const forced = await handler.update?.(resourceContext("cards"), made, { name: "cards", forceDestroy: true });
    await handler.delete(resourceContext("cards"), forced ?? made);

    expect(glue.table("cards", "events")).to.equal(undefined);
  });
});

describe("aws.glue.CatalogDatabase and CatalogTable", () => {
  const underTest = () => {
    const glue = createGlue({ clock: new HeldClock(Date.parse("2026-03-01T12:00:00Z")) });
    return { glue, database: catalogDatabase({ glue }), table: catalogTable({ glue }) };
  };

  it("makes what Athena finds, until it is deleted", async () => {
    const { glue, ...handlers } = underTest();

    const database = await handlers.database.create(resourceContext("cards"), { name: "cards" });
    const table = await handlers.table.create(resourceContext("events"), INPUTS);
    const found = glue.table("cards", "events");
    await handlers.table.delete(resourceContext("events"), table);
    await handlers.database.delete(resourceContext("cards"), database);

    expect(database).to.deep.include({ id: "000000000000:cards" });
    expect(database.state.arn).to.equal("arn:aws:glue:us-east-1:000000000000:database/cards");
    expect(table.state.arn).to.equal("arn:aws:glue:us-east-1:000000000000:table/cards/events");
    expect(found?.projection?.values(Date.parse("2026-01-02T01:00:00Z"))[0]).to.deep.equal({
      name: "date",
      values: ["2026-01-01", "2026-01-02"],
    });
    expect(found?.projection?.location({ date: "2026-01-02", hour: "07" })).to.equal(
      "s3://card-events/events/date=2026-01-02/hour=07/",
    );
    expect(glue.table("cards", "events")).to.equal(undefined);
    expect(glue.database("cards")).to.equal(undefined);
  });

  it("generates names that Athena takes without quotes", async () => {
    const { database } = await underTest()
      .database.create(resourceContext("card-events"), {})
      .then(({ state }) => ({ database: state.name }));

    expect(database).to.equal("card_events_1a2b3c4");
  });

  for (const [what, change, message] of [
    [
      "another format",
      { storageDescriptor: { ...INPUTS.storageDescriptor, serDeInfo: { serializationLibrary: "Parquet" } } },
      'serializationLibrary "Parquet" is not supported locally',
    ],
    [
      "a type that is not known",
      { storageDescriptor: { ...INPUTS.storageDescriptor, columns: [{ name: "id", type: "uuid" }] } },
      '"uuid" is not supported locally',
    ],
    [
      "a type that is not closed",
      { storageDescriptor: { ...INPUTS.storageDescriptor, columns: [{ name: "id", type: "array<string" }] } },
      "it ends too early",
    ],
    ["partitions that would have to be registered", { parameters: {} }, "partitionKeys need partition projection here"],
    [
      "a missing range",
      { parameters: { ...INPUTS.parameters, "projection.date.range": "" } },
      "projection.date.range is missing",
    ],
    [
      "a format that is not known",
      { parameters: { ...INPUTS.parameters, "projection.date.format": "dd MMM" } },
      "projection.date.format must be made of yyyy, MM, dd",
    ],
    [
      "a key that has no projection",
      { parameters: { ...INPUTS.parameters, "projection.day.type": "date" } },
      '"projection.day.type" is no property of partition projection',
    ],
    [
      "injected values",
      { parameters: { ...INPUTS.parameters, "projection.hour.type": "injected" } },
      '"injected" is not supported locally',
    ],
    [
      "a template without a key",
      { parameters: { ...INPUTS.parameters, "storage.location.template": `s3://b/\${date}/` } },
      "must hold every partition key once",
    ],
    [
      "a SerDe property that means something",
      {
        storageDescriptor: {
          ...INPUTS.storageDescriptor,
          serDeInfo: { serializationLibrary: EVENTS.serdeLibrary, parameters: { "dots.in.keys": "true" } },
        },
      },
      "dots.in.keys = true is not supported locally",
    ],
    [
      "sorted columns",
      { storageDescriptor: { ...INPUTS.storageDescriptor, sortColumns: [{ column: "id", sortOrder: 1 }] } },
      "storageDescriptor.sortColumns is not supported locally yet",
    ],
    ["a view", { tableType: "VIRTUAL_VIEW" }, 'tableType "VIRTUAL_VIEW" is not supported locally'],
    ["a name with large letters", { name: "Events" }, "name must be 1 to 255 small letters"],
    ["a database that is not there", { databaseName: "nobody" }, "Database nobody not found."],
  ] as [string, Properties, string][]) {
    it(`refuses ${what}`, async () => {
      const { glue, table } = underTest();
      glue.putDatabase({ name: "cards", parameters: {} });

      const error = await rejection(table.create(resourceContext("events"), { ...INPUTS, ...change }));

      expect(error.message).to.contain(message);
    });
  }
});

describe("partition projection", () => {
  const NOW = Date.parse("2026-03-31T12:30:00Z");

  for (const [what, parameters, values] of [
    ["an enum", { type: "enum", values: "a, b" }, ["a", "b"]],
    ["integers in steps", { type: "integer", range: "8,12", interval: "2", digits: "2" }, ["08", "10", "12"]],
    [
      "days until tomorrow",
      { type: "date", range: "2026-03-30,NOW+1DAY", format: "yyyy-MM-dd" },
      ["2026-03-30", "2026-03-31", "2026-04-01"],
    ],
    [
      "the hours that lie behind",
      { type: "date", range: "NOW-2HOURS,NOW", format: "yyyy/MM/dd/HH" },
      ["2026/03/31/10", "2026/03/31/11", "2026/03/31/12"],
    ],
    ["months", { type: "date", range: "2026-01,NOW", format: "yyyy-MM" }, ["2026-01", "2026-02", "2026-03"]],
    [
      "every other week",
      { type: "date", range: "2026-03-01,NOW", format: "yyyy-MM-dd", interval: "2", "interval.unit": "WEEKS" },
      ["2026-03-01", "2026-03-15", "2026-03-29"],
    ],
  ] as [string, Record<string, string>, string[]][]) {
    it(`has ${what}`, () => {
      const glue = createGlue({ clock: new HeldClock(NOW) });
      glue.putDatabase({ name: "cards", parameters: {} });
      const projection = Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [`projection.p.${name}`, value]),
      );
      glue.putTable({
        ...EVENTS,
        parameters: { "projection.enabled": "true", ...projection },
        partitionKeys: [{ name: "p", type: "string" }],
      });

      const [key] = glue.table("cards", "events")?.projection?.values(NOW) ?? [];

      expect(key?.values).to.deep.equal(values);
    });
  }
});

describe("aws.athena.Workgroup and NamedQuery", () => {
  const underTest = () => {
    const workgroups = new Map<string, WorkgroupSpec>();
    const queries = new Map<string, NamedQuery>();
    const athena = {
      putWorkgroup: (spec: WorkgroupSpec) => void workgroups.set(spec.name, spec),
      deleteWorkgroup: async (name: string) => void workgroups.delete(name),
      isUsed: () => true,
      putNamedQuery: (query: NamedQuery) => void queries.set(query.id, query),
      deleteNamedQuery: (id: string) => void queries.delete(id),
    };
    return {
      workgroups,
      queries,
      workgroup: workgroup({ athena: athena as never }),
      namedQuery: namedQuery({ athena: athena as never }),
    };
  };
  const configuration = {
    bytesScannedCutoffPerQuery: 10_485_760,
    resultConfiguration: {
      outputLocation: "s3://results/here/",
      encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: "arn:aws:kms:us-east-1:000000000000:key/k" },
    },
  };

  it("enforces its configuration and publishes metrics unless it says otherwise", async () => {
    const { workgroups, ...handlers } = underTest();

    const { state } = await handlers.workgroup.create(resourceContext("auditors"), { configuration });

    expect(state.arn).to.equal("arn:aws:athena:us-east-1:000000000000:workgroup/auditors-1a2b3c4");
    expect(workgroups.get("auditors-1a2b3c4")).to.deep.equal({
      ...{ name: "auditors-1a2b3c4", description: undefined, enabled: true, enforced: true, publishesMetrics: true },
      scanLimit: 10_485_760,
      result: {
        outputLocation: "s3://results/here/",
        encryption: { option: "SSE_KMS", kmsKey: "arn:aws:kms:us-east-1:000000000000:key/k" },
      },
    });
  });

  it("is not deleted with its queries unless that is forced", async () => {
    const { workgroups, ...handlers } = underTest();
    const plain = await handlers.workgroup.create(resourceContext("plain"), { configuration });
    const forced = await handlers.workgroup.create(resourceContext("forced"), { configuration, forceDestroy: true });

    const error = await rejection(handlers.workgroup.delete(resourceContext("plain"), plain));
    await handlers.workgroup.delete(resourceContext("forced"), forced);

    expect(error.message).to.contain("set forceDestroy to true first");
    expect([...workgroups.keys()]).to.deep.equal(["plain-1a2b3c4"]);
  });

  it("names queries", async () => {
    const { queries, ...handlers } = underTest();

    const created = await handlers.namedQuery.create(resourceContext("all"), {
      database: "cards",
      query: "SELECT 1",
      workgroup: "w",
    });

    expect(queries.get(created.id)).to.deep.include({
      name: "all-1a2b3c4",
      database: "cards",
      query: "SELECT 1",
      workgroup: "w",
    });
  });

  for (const [what, inputs, message] of [
    [
      "a limit below 10 MB",
      { configuration: { bytesScannedCutoffPerQuery: 1000 } },
      "bytesScannedCutoffPerQuery must be a whole number of bytes from 10485760, got 1000",
    ],
    [
      "encryption by the client",
      { configuration: { resultConfiguration: { encryptionConfiguration: { encryptionOption: "CSE_KMS" } } } },
      "encryptionOption must be SSE_S3 or SSE_KMS locally",
    ],
    [
      "an execution role",
      { configuration: { executionRole: "arn" } },
      "configuration.executionRole is not supported locally yet",
    ],
    [
      "another engine",
      { configuration: { engineVersion: { selectedEngineVersion: "PySpark engine version 3" } } },
      "selectedEngineVersion must be one of",
    ],
    ["a state that is none", { state: "OFF" }, 'state must be "ENABLED" or "DISABLED"'],
  ] as [string, Properties, string][]) {
    it(`refuses ${what}`, async () => {
      const error = await rejection(underTest().workgroup.create(resourceContext("auditors"), inputs));

      expect(error.message).to.contain(message);
    });
  }
});
