import { expect } from "chai";
import { bucketWebsite } from "../../../local/resources/s3/bucketWebsite";
import { createWebsites } from "../../../local/services/s3/createWebsites";
import type { Websites } from "../../../local/services/s3/websites";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { S3UnderTest } from "./support";

const BUCKET = "pages";
const READABLE = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${BUCKET}/*` }],
});

describe("the website of a bucket", () => {
  let cloud: S3UnderTest;
  let websites: Websites;
  beforeEach(async () => {
    cloud = await S3UnderTest.start();
    const { iam, s3 } = cloud;
    websites = createWebsites({ iam, s3, report: { stage() {}, log() {}, warn() {} } });
    s3.createBucket(BUCKET);
    s3.setPublicAccessBlock(BUCKET, undefined);
    const operator = iam.principalOf(iam.operator.accessKeyId, iam.operator.sessionToken);
    for (const key of ["index.html", "about/index.html", "missing.html"]) {
      const headers = { "content-type": "text/html" };
      await s3.putObject(operator, { bucket: BUCKET, key, body: Buffer.from(`<p>${key}`), headers });
    }
  });
  afterEach(async () => {
    await websites.stop();
    await cloud.stop();
  });
  const ask = async (endpoint: string, path: string, method = "GET") => {
    const answer = await fetch(`http://${endpoint}${path}`, { method, redirect: "manual" });
    return [answer.status, answer.headers.get("location") ?? (await answer.text())];
  };

  it("shows index documents, leads to folders, and answers what is not there by the error document", async () => {
    cloud.s3.setPolicy(BUCKET, READABLE);
    const endpoint = await websites.put(BUCKET, { indexSuffix: "index.html", errorKey: "missing.html" });

    expect(endpoint).to.match(/^localhost:\d+$/);
    expect(await ask(endpoint, "/")).to.deep.equal([200, "<p>index.html"]);
    expect(await ask(endpoint, "/about/")).to.deep.equal([200, "<p>about/index.html"]);
    expect(await ask(endpoint, "/about")).to.deep.equal([302, "/about/"]);
    // A stranger who may not list the bucket does not learn what is missing.
    expect(await ask(endpoint, "/none")).to.deep.equal([403, "<p>missing.html"]);
    expect((await ask(endpoint, "/", "POST"))[0]).to.equal(405);
  });

  it("shows a stranger nothing that the bucket's policy does not, and says no more than the code", async () => {
    const endpoint = await websites.put(BUCKET, { indexSuffix: "index.html", errorKey: "missing.html" });

    const [status, text] = await ask(endpoint, "/");

    expect(status).to.equal(403);
    expect(text).to.contain("<li>Code: AccessDenied</li>\n<li>Message: Access Denied</li>");
  });

  it("leads all requests elsewhere where it says so, and ends when it is deleted", async () => {
    const endpoint = await websites.put(BUCKET, { redirectHost: "example.com", redirectProtocol: "https" });

    expect(await ask(endpoint, "/a/b")).to.deep.equal([301, "https://example.com/a/b"]);
    await websites.delete(BUCKET);
    expect((await rejection(ask(endpoint, "/"))).message).to.contain("fetch failed");
  });

  it("is made, changed and refused by its resource", async () => {
    const handler = bucketWebsite({ s3: cloud.s3, websites });
    const indexDocument = { suffix: "index.html" };
    const create = (inputs: object) => handler.create(resourceContext("site"), { bucket: BUCKET, ...inputs });

    const made = await create({ indexDocument });
    const changed = await handler.update?.(resourceContext("site"), made, {
      ...{ bucket: BUCKET, indexDocument: { suffix: "start.html" } },
    });

    expect(changed?.state.websiteEndpoint).to.equal(made.state.websiteEndpoint);
    for (const [inputs, message] of [
      [{}, "indexDocument or redirectAllRequestsTo must be set"],
      [{ indexDocument: { suffix: "a/b" } }, 'indexDocument.suffix must be a name without a slash, got "a/b"'],
      [{ indexDocument, redirectAllRequestsTo: { hostName: "a" } }, "redirectAllRequestsTo excludes indexDocument"],
      [{ bucket: "absent", indexDocument }, "The specified bucket does not exist"],
    ] as const) {
      expect((await rejection(create(inputs))).message).to.contain(message);
    }
  });
});
