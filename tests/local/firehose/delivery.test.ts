import { expect } from "chai";
import { parsePrefix } from "../../../local/services/firehose/prefix";
import { rejection } from "../../support/rejection";
import {
  BUCKET,
  FirehoseUnderTest,
  KEY_ARN,
  NOW,
  PERMISSIONS,
  ROLE,
  STREAM,
  specWith,
  TRANSFORM,
  trust,
} from "./support";

const UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

describe("what Firehose delivers to S3", () => {
  let underTest: FirehoseUnderTest;

  beforeEach(async () => {
    underTest = await FirehoseUnderTest.start();
  });
  afterEach(() => underTest.close());

  it("is one object of what was gathered in the buffering interval, under AWS's name", async () => {
    await underTest.create();
    await underTest.put("a\n", "b\n");
    underTest.clock.advance(59_999);
    const before = [...underTest.keys];
    underTest.clock.advance(1);

    const { key, text } = await underTest.written();

    expect(before).to.deep.equal([]);
    expect(text).to.equal("a\nb\n");
    expect(key).to.match(new RegExp(`^data/orders-1-2026-03-01-12-34-56-${UUID}$`));
  });

  it("is delivered as soon as the buffer is full, uncompressed bytes counting", async () => {
    await underTest.create({ destination: { hints: { bytes: 10, seconds: 60 }, compression: "GZIP" } });
    await underTest.put("12345", "67890");

    const { key, text } = await underTest.written();

    expect(text).to.equal("1234567890");
    expect(key).to.match(/\.gz$/);
  });

  it("waits less long with a time scale", async () => {
    await underTest.close();
    underTest = await FirehoseUnderTest.start({ timeScale: 60 });
    await underTest.create();
    await underTest.put("a");
    underTest.clock.advance(1000);

    expect((await underTest.written()).text).to.equal("a");
  });

  it("has the delimiter behind every record, and the file extension that is given", async () => {
    await underTest.create({ destination: { delimiter: "\n", fileExtension: ".jsonl" } });
    await underTest.put("a", "b");
    await underTest.firehose.flush(STREAM);

    const { key, text } = await underTest.written();

    expect(text).to.equal("a\nb\n");
    expect(key).to.match(/\.jsonl$/);
  });

  it("is named by the arrival of its oldest record, in the time zone that is given", async () => {
    const prefix = parsePrefix("!{timestamp:yyyy/MM/dd/HH}/");
    await underTest.create({ destination: { prefix, timeZone: "Asia/Tokyo" } });
    await underTest.put("a");
    underTest.clock.advance(50_000);
    await underTest.put("b");
    underTest.clock.advance(10_000);

    const { key } = await underTest.written();

    expect(key).to.match(new RegExp(`^2026/03/01/21/orders-1-2026-03-01-12-34-56-${UUID}$`));
  });

  it("goes on from where it was when the stream changes, with the next version in its names", async () => {
    await underTest.create();
    await underTest.put("a");
    const version = await underTest.firehose.updateStream(specWith({ destination: { prefix: parsePrefix("new/") } }));
    await underTest.put("b");
    await underTest.firehose.flush(STREAM);

    const objects = [await underTest.written(0), await underTest.written(1)];

    const byPrefix = objects.map(({ key, text }) => [key.replace(/-2026.*/, ""), text]).sort();
    expect(version).to.equal(2);
    expect(byPrefix).to.deep.equal([
      ["data/orders-1", "a"],
      ["new/orders-2", "b"],
    ]);
  });

  it("waits for a permission, loses nothing, and says in its log what is missing", async () => {
    underTest.allow(...PERMISSIONS.bucket, ...PERMISSIONS.log);
    await underTest.create({ destination: { logging: { group: "delivery", stream: "s3" } } });
    await underTest.put("a");
    underTest.clock.advance(60_000);
    await underTest.warned(/S3\.AccessDenied.*s3:PutObject/);

    const [logged] = underTest.logs.read("delivery");
    expect(JSON.parse(logged?.message ?? "")).to.deep.include({
      deliveryStreamARN: "arn:aws:firehose:us-east-1:000000000000:deliverystream/orders",
      destination: `arn:aws:s3:::${BUCKET}`,
      deliveryStreamVersionId: 1,
      errorCode: "S3.AccessDenied",
    });
    underTest.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects);
    underTest.clock.advance(5_000);
    expect((await underTest.written()).text).to.equal("a");
    await underTest.firehose.flush(STREAM);
    expect(underTest.sum("DeliveryToS3.Records")).to.equal(1);
  });

  it("shows in the metrics how old the oldest record is that is not delivered, minute by minute", async () => {
    underTest.iam.deleteRolePolicy(ROLE, "own");
    await underTest.create({ destination: TRANSFORM });
    await underTest.put("a");
    underTest.clock.advance(0);
    await underTest.warned(/Lambda.InvokeAccessDenied/);

    const ages = [1, 2].map(() => {
      underTest.clock.advance(60_000);
      return underTest.statistic("DeliveryToS3.DataFreshness", {
        statistic: "Maximum",
        from: NOW,
        to: NOW + 3_600_000,
      });
    });

    expect(ages).to.deep.equal([60, 120]);
  });

  it("tells the person at the laptop once of each kind of trouble, until it is over", async () => {
    const told = () => underTest.warnings.filter((line) => line.startsWith("S3.AccessDenied")).length;
    const fail = async (text: string, failures: number) => {
      underTest.iam.deleteRolePolicy(ROLE, "own");
      await underTest.put(text);
      underTest.clock.advance(60_000);
      await underTest.failed(failures);
    };
    await underTest.create();

    await fail("a", 1);
    underTest.clock.advance(5_000);
    await underTest.failed(2);
    expect(told()).to.equal(1);
    underTest.allow(...PERMISSIONS.bucket, ...PERMISSIONS.objects);
    underTest.clock.advance(10_000);
    await underTest.written();
    await underTest.firehose.flush(STREAM);
    await fail("b", 3);

    expect(told()).to.equal(2);
  });

  for (const missing of [...PERMISSIONS.bucket, ...PERMISSIONS.objects]) {
    it(`needs ${missing}`, async () => {
      underTest.allow(...[...PERMISSIONS.bucket, ...PERMISSIONS.objects].filter((action) => action !== missing));
      await underTest.create();
      await underTest.put("a");
      underTest.clock.advance(60_000);

      expect(await underTest.warned(/S3\.AccessDenied/)).to.contain(missing);
    });
  }

  it("needs the key that objects are encrypted with, by way of S3 and for that object", async () => {
    await underTest.create({ destination: { kmsKeyArn: KEY_ARN } });
    await underTest.put("a");
    underTest.clock.advance(60_000);
    expect(await underTest.warned(/S3\.AccessDenied/)).to.contain(`kms:GenerateDataKey on resource: ${KEY_ARN}`);

    const Condition = {
      StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
      StringLike: { "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${BUCKET}/data/*` },
    };
    const Statement = { Effect: "Allow", Action: "kms:GenerateDataKey", Resource: KEY_ARN, Condition };
    underTest.iam.putRolePolicy(ROLE, "key", JSON.stringify({ Version: "2012-10-17", Statement }));
    underTest.clock.advance(5_000);

    expect((await underTest.written()).text).to.equal("a");
  });

  it("is counted", async () => {
    await underTest.create();
    await underTest.put("abc", "de");
    underTest.clock.advance(60_000);
    await underTest.written();
    await underTest.firehose.flush(STREAM);

    expect(underTest.sum("IncomingRecords")).to.equal(2);
    expect(underTest.sum("IncomingBytes")).to.equal(5);
    expect(underTest.sum("DeliveryToS3.Records")).to.equal(2);
    expect(underTest.sum("DeliveryToS3.Bytes")).to.equal(5);
    expect(underTest.sum("DeliveryToS3.Success")).to.equal(1);
    const period = { statistic: "Maximum", from: NOW, to: NOW + 3_600_000 };
    expect(underTest.statistic("DeliveryToS3.DataFreshness", period)).to.equal(60);
  });

  it("comes twice now and then with chaos", async () => {
    await underTest.close();
    const chaos = { strikes: (fault: string) => fault === "duplicateDelivery", draw: () => 0 };
    underTest = await FirehoseUnderTest.start({ chaos });
    await underTest.create();
    await underTest.put("a");
    await underTest.firehose.flush(STREAM);

    const [first, second] = [await underTest.written(0), await underTest.written(1)];

    expect([first.text, second.text]).to.deep.equal(["a", "a"]);
    expect(first.key).not.to.equal(second.key);
    expect(underTest.sum("DeliveryToS3.Records")).to.equal(1);
  });

  it("is delivered before the local cloud ends", async () => {
    await underTest.create();
    await underTest.put("a");

    await underTest.firehose.stop();

    expect((await underTest.written()).text).to.equal("a");
  });

  it("is given up, and said to be lost, when the local cloud ends before it may be delivered", async () => {
    underTest.iam.deleteRolePolicy(ROLE, "own");
    await underTest.create();
    await underTest.put("a", "b");

    await underTest.firehose.stop();

    expect(underTest.warnings.at(-1)).to.equal("2 records are lost: the local cloud stops before it may deliver them");
  });

  it("is refused where Firehose may not take on the role", async () => {
    underTest.iam.putRole({ arn: ROLE, name: "delivery", trustPolicy: trust("lambda.amazonaws.com") });

    const refused = await rejection(underTest.create());

    expect(refused).to.include({ code: "InvalidArgumentException" });
    expect(refused.message).to.contain(`Firehose is unable to assume role ${ROLE}. Please check the role provided.`);
  });
});
