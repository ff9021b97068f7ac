import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { type ClientConfig, Pool } from "pg";
import { createEntityStore, type EntityStore, type EntityUpdate } from "../../../functions/debounce/entityStore";
import type { StoreEntity } from "../../../functions/debounce/ownCode";
import { createOwnStore } from "../../../functions/debounce/ownStore";
import { SCHEMA } from "../../../functions/debounce/schema";
import { systemClock } from "../../../functions/shared/clock";
import { migrateTo, migrateWorker } from "../../../functions/shared/postgres/database";
import { createBreaker } from "../../../functions/shared/queueWorker/breaker";
import { SCHEMA as WEBHOOK_SCHEMA } from "../../../functions/webhooks/schema";
import { PostgresInstance } from "../../../local/services/rds/postgresInstance";

import { rejection } from "../../support/rejection";
import { SILENT } from "../support/silentLog";

const silent = { info: () => undefined, warn: () => undefined };
const signal = new AbortController().signal;
const CONTEXT = { receiveCount: 1, waitSignal: signal, signal };

describe("createEntityStore, in Postgres", function () {
  this.timeout(120_000);
  const folder = path.join(tmpdir(), `sluice-entities-${process.pid}`);
  let postgres: PostgresInstance;
  let connection: ClientConfig;
  let pool: Pool;
  let store: EntityStore;
  let ownStore: (code: StoreEntity) => EntityStore;
  let entityId: string;

  before(async () => {
    postgres = await PostgresInstance.start(
      folder,
      {
        identifier: "entities",
        databaseName: "debounce",
        username: "worker",
        password: "secret",
        securityGroupIds: [],
        declaredPort: 5432,
      },
      {},
    );
    connection = {
      host: "127.0.0.1",
      port: postgres.port,
      database: "debounce",
      user: "worker",
      password: "secret",
      ssl: { ca: readFileSync(postgres.authorityFile, "utf8") },
    };
    await migrateTo(connection, SCHEMA, silent);
    pool = new Pool(connection);
    const retry = {
      clock: systemClock,
      random: Math.random,
      breaker: createBreaker(systemClock),
      attempts: 1,
      timeLimitMs: 1000,
      backoff: { firstMs: 1, maxMs: 1 },
    };
    store = createEntityStore({ pool, retry });
    await pool.query("CREATE TABLE contacts (id text PRIMARY KEY, name text NOT NULL)");
    ownStore = (code) => createOwnStore({ store: code, pool, poolSize: 5, retry, clock: systemClock, log: SILENT });
  });

  after(async () => {
    await pool?.end();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    entityId = randomUUID();
  });

  const save = (update: Partial<EntityUpdate>) =>
    store.save({ entityId, state: "{}", claimVersion: 1, born: 1, changes: 1, ...update }, CONTEXT);
  async function row(id = entityId) {
    const { rows } = await pool.query("SELECT state, changes::int AS changes FROM entities WHERE entity_id = $1", [id]);
    return rows[0] as { state: unknown; changes: number } | undefined;
  }

  it("has its table beside those of other workers in one database, each with migrations of its own", async () => {
    const programFolder = path.join(folder, "no-migrations");
    await migrateWorker(connection, { schema: WEBHOOK_SCHEMA, programFolder, prefix: "hooks_" }, silent);
    await migrateWorker(connection, { schema: WEBHOOK_SCHEMA, programFolder, prefix: "hooks_" }, silent);

    const { rows } = await pool.query(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> 'contacts' ORDER BY 1",
    );
    expect(rows.map((table) => table.table_name)).to.deep.equal([
      "entities",
      "hooks_schema_migrations",
      "schema_migrations",
      "webhook_deliveries",
    ]);
  });

  it("keeps an entity's state, and how many changes it has seen", async () => {
    expect(await save({ state: '{"change":20}', changes: 20 })).to.equal(true);

    expect(await row()).to.deep.equal({ state: { change: 20 }, changes: 20 });
  });

  it("keeps no state of an entity that is gone", async () => {
    await save({ state: '{"change":1}' });
    await save({ state: null, claimVersion: 2 });

    const { rows } = await pool.query("SELECT state IS NULL AS gone FROM entities WHERE entity_id = $1", [entityId]);
    expect(rows).to.deep.equal([{ gone: true }]);
  });

  it("never goes back to what was read under an earlier claim", async () => {
    await save({ state: '{"change":2}', claimVersion: 200, changes: 2 });

    expect(await save({ state: '{"change":1}', claimVersion: 100, changes: 1 })).to.equal(false);

    expect(await row()).to.deep.equal({ state: { change: 2 }, changes: 2 });
  });

  it("changes nothing by a write that is repeated because its answer was lost", async () => {
    await save({ claimVersion: 100, changes: 3 });

    expect(await save({ claimVersion: 100, changes: 3 })).to.equal(false);

    expect((await row())?.changes).to.equal(3);
  });

  it("counts the changes of a record once that is processed again", async () => {
    await save({ claimVersion: 100, born: 50, changes: 3 });
    await save({ claimVersion: 110, born: 50, changes: 3 });
    await save({ claimVersion: 120, born: 50, changes: 5 });

    expect((await row())?.changes).to.equal(5);
  });

  it("adds the changes of the entity's next record", async () => {
    await save({ claimVersion: 100, born: 50, changes: 3 });
    await save({ claimVersion: 200, born: 150, changes: 4 });
    await save({ claimVersion: 210, born: 150, changes: 6 });

    expect((await row())?.changes).to.equal(9);
  });

  it("takes updates of an entity that come together in the order of their claims", async () => {
    const [later, earlier] = await Promise.all([
      save({ state: '{"change":2}', claimVersion: 200 }),
      save({ state: '{"change":1}', claimVersion: 100 }),
    ]);

    expect([later, earlier]).to.deep.equal([true, false]);
    expect((await row())?.state).to.deep.equal({ change: 2 });
  });

  it("fails a state that Postgres cannot hold, and not those that come with it", async () => {
    const other = randomUUID();
    const [fault] = await Promise.all([
      save({ state: '{"text":"\\u0000"}' }).catch((error: Error) => error),
      save({ entityId: other, state: '{"change":1}' }),
    ]);

    expect(fault).to.have.property("name", "Refused");
    expect(await row()).to.equal(undefined);
    expect((await row(other))?.state).to.deep.equal({ change: 1 });
  });

  it("keeps numbers as they are, beyond those of JavaScript", async () => {
    await save({ state: '{"n":12345678901234567890.123}' });

    const { rows } = await pool.query("SELECT state->>'n' AS n FROM entities WHERE entity_id = $1", [entityId]);
    expect(rows).to.deep.equal([{ n: "12345678901234567890.123" }]);
  });

  describe("with code of one's own", () => {
    const UPSERT = "INSERT INTO contacts VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name";
    const storeContact: StoreEntity = async ({ id, state }, { database }) => {
      await database.query(UPSERT, [id, (state as { name: string }).name]);
    };
    const saveOwn = (code: StoreEntity, update: Partial<EntityUpdate>) =>
      ownStore(code).save({ entityId, state: "{}", claimVersion: 1, born: 1, changes: 1, ...update }, CONTEXT);
    const contact = async () => (await pool.query("SELECT name FROM contacts WHERE id = $1", [entityId])).rows;

    it("writes what it writes, and the entity's row", async () => {
      expect(await saveOwn(storeContact, { state: '{"name":"Ada"}', changes: 3 })).to.equal(true);

      expect(await contact()).to.deep.equal([{ name: "Ada" }]);
      expect(await row()).to.deep.equal({ state: { name: "Ada" }, changes: 3 });
    });

    it("is told that an entity is gone, and how many changes there were", async () => {
      const seen: unknown[] = [];

      await saveOwn(async (entity) => void seen.push(entity), { state: null, changes: 7 });

      expect(seen).to.deep.equal([{ id: entityId, state: null, changes: 7 }]);
    });

    it("is not called with a state that is older than what is there", async () => {
      await saveOwn(storeContact, { state: '{"name":"new"}', claimVersion: 2 });

      expect(await saveOwn(storeContact, { state: '{"name":"old"}', claimVersion: 1 })).to.equal(false);

      expect(await contact()).to.deep.equal([{ name: "new" }]);
    });

    it("leaves neither its own rows nor the entity's where it fails, so that another try stores both", async () => {
      const fails: StoreEntity = async (entity, context) => {
        await storeContact(entity, context);
        throw new Error("no such list");
      };

      expect((await rejection(saveOwn(fails, { state: '{"name":"Ada"}' }))).message).to.equal("no such list");
      expect([await contact(), await row()]).to.deep.equal([[], undefined]);

      expect(await saveOwn(storeContact, { state: '{"name":"Ada"}' })).to.equal(true);
    });

    it("keeps the newest state, whichever of several processors comes first and however long each takes", async () => {
      const slow: StoreEntity = async (entity, context) => {
        await context.database.query("SELECT pg_sleep($1)", [((entity.changes * 7) % 5) / 100]);
        await storeContact(entity, context);
      };
      const versions = [4, 1, 6, 3, 5, 2];

      await Promise.all(
        versions.map((claimVersion) =>
          saveOwn(slow, { state: `{"name":"version ${claimVersion}"}`, claimVersion, changes: claimVersion }),
        ),
      );

      expect(await contact()).to.deep.equal([{ name: "version 6" }]);
      expect((await row())?.state).to.deep.equal({ name: "version 6" });
    });
  });
});
