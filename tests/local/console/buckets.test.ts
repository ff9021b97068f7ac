import { expect } from "chai";
import type { ConsoleParts } from "../../../local/console/parts";
import { bucket, buckets } from "../../../local/console/views/buckets";
import type { ListedObject } from "../../../local/services/s3/s3";

describe("the console's look at a bucket", () => {
  let objects: ListedObject[];
  let listings: number;
  let now: number;
  let parts: ConsoleParts;

  beforeEach(() => {
    [objects, listings, now] = [[], 0, 0];
    const state = { bucket: "papers" };
    const resource = {
      urn: "urn:papers",
      type: "aws:s3/bucket:Bucket",
      name: "papers",
      id: "papers",
      inputs: {},
      state,
    };
    const s3 = {
      listObjects(_principal: unknown, _bucket: string, prefix: string) {
        listings += 1;
        return objects.filter(({ key }) => key.startsWith(prefix));
      },
    };
    parts = {
      services: { s3, clock: { now: () => now } },
      program: { resources: () => [resource], sectionOf: () => undefined },
      principal: { kind: "operator" },
    } as unknown as ConsoleParts;
  });

  const put = (count: number) => {
    for (let n = 0; n < count; n++) objects.push({ key: `forms/${objects.length}`, size: 1, lastModified: 1 });
  };
  const counted = async () => {
    const { buckets: found } = (await buckets(parts, new URLSearchParams())) as { buckets: { objects: number }[] };
    return found[0]?.objects;
  };

  it("is new each time where there are few objects", async () => {
    put(999);
    expect(await counted()).to.equal(999);
    put(1);
    expect(await counted()).to.equal(1_000);
  });

  it("lists many objects again after ten seconds only, and each folder by itself", async () => {
    put(1_000);
    const look = (prefix: string) => bucket(parts, new URLSearchParams({ name: "papers", prefix }));
    for (let seconds = 0; seconds < 10; seconds++) {
      now = seconds * 1_000;
      expect(await counted()).to.equal(1_000);
      expect(await look("")).to.deep.include({ total: 1 });
    }
    expect(listings).to.equal(1);

    expect(await look("forms/")).to.deep.include({ total: 1_000 });
    expect(listings).to.equal(2);
    put(1);
    now = 10_000;
    expect(await counted()).to.equal(1_001);
    expect(listings).to.equal(3);
  });
});
