import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { generateFile } from "../../../functions/interval-processing/fileGeneration";
import { readLatest } from "../../../functions/interval-processing/latestFile";
import { rejection } from "../../support/rejection";
import { JobSurroundings } from "./surroundings";

const DUE = Date.parse("2026-03-29T02:00:00.000Z");
const NIGHT = { id: "nightly/2026-03-29T02:00:00Z", scheduledAt: DUE };
const KEY = "GeneratedFiles/records-2026-03-29T020000.000Z.csv";
/** Some 14 MB of CSV: three parts of the smallest size, of few records, because each takes the database its time. */
const RECORDS = 5_000;
const NAME_BYTES = 2_700;
const PART_BYTES = 5 * 1024 ** 2;

describe("generateFile", function () {
  this.timeout(120_000);
  let surroundings: JobSurroundings;
  let client: S3Client;
  let bucket: string;

  before(async () => {
    surroundings = await JobSurroundings.start();
    ({ bucket } = surroundings);
    client = surroundings.cloud.operator();
  });
  after(() => surroundings.stop());
  beforeEach(() => surroundings.reset(RECORDS, NAME_BYTES));
  afterEach(() => surroundings.disconnect());

  const generate = async (run = NIGHT, s3: Pick<S3Client, "send"> = client, signal = new AbortController().signal) =>
    generateFile({ database: await surroundings.connect(), s3, bucket, run, partBytes: PART_BYTES, signal });
  const latest = () => readLatest({ client, bucket });
  const keys = async () =>
    (await client.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents?.map(({ Key }) => Key) ?? [];

  /** Fails like a process that is killed once so many parts have been sent. */
  const dyingAfter = (parts: number): Pick<S3Client, "send"> => {
    const sent: unknown[] = [];
    const send = async (command: unknown, ...options: unknown[]) => {
      const isPart = command instanceof UploadPartCommand;
      if (isPart && sent.length === parts) {
        await Promise.all(sent);
        throw new Error("killed");
      }
      const answer = (client.send as (...args: unknown[]) => unknown)(command, ...options);
      if (isPart) sent.push(answer);
      return answer;
    };
    return { send: send as S3Client["send"] };
  };

  it("writes what the database holds, and points readers to it", async () => {
    const file = await generate();

    expect(file).to.include({ key: KEY, records: RECORDS, partsReused: 0, wasThereBefore: false, isLatest: true });
    expect(await differences(await surroundings.connect(), client, bucket, KEY)).to.equal(0);
    const { partsReused: _, wasThereBefore: __, isLatest: ___, ...pointer } = file;
    expect(await latest()).to.deep.equal({ ...pointer, runId: NIGHT.id, scheduledAt: "2026-03-29T02:00:00.000Z" });
  });

  it("keeps a spreadsheet from calculating what a name begins with", async () => {
    const database = await surroundings.connect();
    const names = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r1", " =1", "＝1", "＋1", "－1", "＠1", "Ada", "a=1"];
    await database.query(
      "UPDATE records SET name = names.name FROM unnest($1::text[]) WITH ORDINALITY AS names (name, id) WHERE records.id = names.id",
      [names],
    );
    await database.query("DELETE FROM records WHERE id > $1", [names.length]);

    await generate();

    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: KEY }));
    const text = (await Body?.transformToString()) ?? "";
    const written = [...text.matchAll(/^\d+,(?:"([^"]*)"|([^,]*)),/gm)].map(([, quoted, plain]) => quoted ?? plain);
    expect(written).to.deep.equal(names.map((name) => (/^[A-Za-z]/.test(name) ? name : `'${name}`)));
  });

  it("writes an empty database as a file with a head only", async () => {
    await surroundings.reset(0);

    expect(await generate()).to.include({ records: 0, bytes: "id,name,quantity,changed_by,changed_at\n".length });
  });

  it("writes one snapshot, whatever changes meanwhile", async () => {
    const writer = await surroundings.connect();
    const changing: Pick<S3Client, "send"> = {
      send: (async (command: unknown, ...options: unknown[]) => {
        // The file is half read when every record changes at once.
        if (command instanceof UploadPartCommand && command.input.PartNumber === 1) {
          await writer.query("UPDATE records SET quantity = 7");
        }
        return (client.send as (...args: unknown[]) => unknown)(command, ...options);
      }) as S3Client["send"],
    };

    await generate(NIGHT, changing);

    expect(await quantities(await surroundings.connect(), client, bucket, KEY)).to.deep.equal(["0"]);
  });

  it("shows nothing of a run that was killed, and sends only what is missing in its retry", async () => {
    expect((await rejection(generate(NIGHT, dyingAfter(2)))).message).to.equal("killed");
    expect(await keys()).to.deep.equal([]);
    expect(await latest()).to.equal(undefined);

    const file = await generate();

    expect(file).to.include({ partsReused: 2, records: RECORDS, wasThereBefore: false });
    expect(await differences(await surroundings.connect(), client, bucket, KEY)).to.equal(0);
    const { Uploads } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    expect(Uploads).to.equal(undefined);
  });

  it("reuses no part that says something else than the retry's own snapshot", async () => {
    await rejection(generate(NIGHT, dyingAfter(2)));
    const writer = await surroundings.connect();
    // In the first part, and of the same length, so that the second one stays as it was.
    await writer.query("UPDATE records SET quantity = 9 WHERE id = 1");

    const file = await generate();

    expect(file.partsReused).to.equal(1);
    expect(await differences(writer, client, bucket, KEY)).to.equal(0);
  });

  it("leaves the old file and its pointer in place until the new one is complete", async () => {
    await generate();
    const before = await latest();
    const nextNight = { id: "next", scheduledAt: DUE + 86_400_000 };

    await rejection(generate(nextNight, dyingAfter(2)));

    expect(await latest()).to.deep.equal(before);
    expect(await keys()).to.deep.equal(["GeneratedFiles/latest.json", KEY]);
    await generate(nextNight);
    expect((await latest())?.runId).to.equal("next");
  });

  it("writes one file when two containers have the same run at the same time", async () => {
    const files = await Promise.all([generate(), generate()]).catch((error: unknown) => error);

    // Where the two went on with one upload, the one that came second may be told that it is gone; its retry finds the file.
    const [first] = Array.isArray(files) ? files : [await generate()];
    expect(first.records).to.equal(RECORDS);
    expect(await keys()).to.deep.equal(["GeneratedFiles/latest.json", KEY]);
    expect(await differences(await surroundings.connect(), client, bucket, KEY)).to.equal(0);
  });

  it("finds the file of a run that is repeated, and points to it where its first try did not get to that", async () => {
    const first = await generate();
    await surroundings.connect().then((database) => database.query("UPDATE records SET quantity = 1"));

    const again = await generate();

    expect(again).to.deep.equal({ ...first, wasThereBefore: true });
  });

  it("takes readers back to no older file", async () => {
    await generate({ id: "today", scheduledAt: DUE });

    const late = await generate({ id: "yesterday", scheduledAt: DUE - 86_400_000 });

    expect(late.isLatest).to.equal(false);
    expect((await latest())?.runId).to.equal("today");
  });

  it("ends when it is told to, and leaves its parts to the retry", async () => {
    const stopping = new AbortController();
    const stoppingAfterOne: Pick<S3Client, "send"> = {
      send: (async (command: unknown, ...options: unknown[]) => {
        const answer = await (client.send as (...args: unknown[]) => unknown)(command, ...options);
        if (command instanceof UploadPartCommand) stopping.abort(new Error("got SIGTERM"));
        return answer;
      }) as S3Client["send"],
    };

    expect((await rejection(generate(NIGHT, stoppingAfterOne, stopping.signal))).message).to.match(/SIGTERM|aborted/i);

    expect(await keys()).to.deep.equal([]);
    expect((await generate()).partsReused).to.be.at.least(1);
  });
});

/** How many records are in the file or in the database only. */
async function differences(database: Client, client: S3Client, Bucket: string, Key: string): Promise<number> {
  await load(database, client, Bucket, Key);
  const { rows } = await database.query(`
    SELECT count(*)::int AS count FROM (
      (TABLE records EXCEPT ALL TABLE file_records) UNION ALL (TABLE file_records EXCEPT ALL TABLE records)
    ) AS difference`);
  return rows[0].count;
}

async function quantities(database: Client, client: S3Client, Bucket: string, Key: string): Promise<string[]> {
  await load(database, client, Bucket, Key);
  const { rows } = await database.query("SELECT DISTINCT quantity FROM file_records");
  return rows.map(({ quantity }) => quantity);
}

async function load(database: Client, client: S3Client, Bucket: string, Key: string): Promise<void> {
  await database.query("CREATE TEMPORARY TABLE file_records (LIKE records)");
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  await pipeline(Body as Readable, database.query(copyFrom("COPY file_records FROM STDIN (FORMAT csv, HEADER)")));
}
