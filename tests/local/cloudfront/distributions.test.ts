import { once } from "node:events";
import { createServer } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import type { Properties, ResourceState } from "../../../local/engine/resourceHandler";
import { normalizedPath } from "../../../local/services/cloudfront/viewerPath";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { BEHAVIOR, BUCKET, DISTRIBUTION, NOW, ORIGIN, PAGE, SiteUnderTest } from "./siteUnderTest";

const LONG = "body { color: red }\n".repeat(200);
const KEY_ARN = "arn:aws:kms:us-east-1:000000000000:key/site";

describe("a distribution", () => {
  let site: SiteUnderTest;

  beforeEach(async () => {
    site = await SiteUnderTest.start();
  });
  afterEach(() => site.stop());

  const errorCode = (body: string) => body.match(/<Code>(.*?)<\/Code>/)?.[1];
  const update = (made: ResourceState, change: Properties) =>
    site.distributions.update?.(resourceContext("site"), made, { ...DISTRIBUTION, ...change }) ?? made;

  describe("its address", () => {
    it("is a port of this machine that is the same in every start", async () => {
      const made = await site.create();
      await site.distributions.delete(resourceContext("site"), made);

      const again = await site.create();

      expect(made.state.domainName).to.match(/^localhost:2\d{4}$/);
      expect([again.id, again.state.domainName]).to.deep.equal([made.id, made.state.domainName]);
      expect(made.id).to.match(/^E[0-9A-Z]{13}$/);
      expect(made.state.arn).to.equal(`arn:aws:cloudfront::000000000000:distribution/${made.id}`);
    });

    it("is another where somebody has the port", async () => {
      const first = await site.create();
      const port = Number(String(first.state.domainName).split(":")[1]);
      await site.distributions.delete(resourceContext("site"), first);
      const other = createServer().listen(port, "127.0.0.1");
      await once(other, "listening");

      const made = await site.serve();
      const { status } = await site.send(made, "GET", "/");
      other.close();

      expect(made.state.domainName).not.to.equal(first.state.domainName);
      expect(status).to.equal(200);
    });

    it("stays when the distribution is changed", async () => {
      const made = await site.serve();
      await site.put("other.html", "other");

      const changed = await update(made, { defaultRootObject: "other.html" });
      const { body } = await site.send(changed, "GET", "/");

      expect([changed.state.domainName, body]).to.deep.equal([made.state.domainName, "other"]);
    });

    it("is for this machine's own names only", async () => {
      const made = await site.serve();

      const { status, body } = await site.send(made, "GET", "/", { headers: { host: "evil.example" } });

      expect([status, body]).to.deep.equal([403, ""]);
    });
  });

  describe("a file", () => {
    it("comes with its type and tag", async () => {
      const made = await site.serve();

      const { status, body, headers } = await site.send(made, "GET", "/index.html");

      expect([status, body]).to.deep.equal([200, PAGE]);
      expect(headers).to.deep.include({
        "content-type": "text/html; charset=utf-8",
        "content-length": String(PAGE.length),
        "last-modified": new Date(NOW).toUTCString(),
        "x-cache": "Miss from cloudfront",
      });
      expect(headers.etag).to.match(/^"[0-9a-f]{32}"$/);
    });

    it("is the root's where nothing is named, and only there", async () => {
      const made = await site.serve();
      await site.put("docs/index.html", "docs");

      const root = await site.send(made, "GET", "/?utm=1");
      const folder = await site.send(made, "GET", "/docs/");

      expect([root.status, root.body]).to.deep.equal([200, PAGE]);
      expect(folder.status).to.equal(403);
    });

    it("comes without its bytes to HEAD", async () => {
      const made = await site.serve();

      const { status, body, headers } = await site.send(made, "HEAD", "/index.html");

      expect([status, body, headers["content-length"]]).to.deep.equal([200, "", String(PAGE.length)]);
    });

    it("does not come again to whoever has it", async () => {
      const made = await site.serve();
      const { headers } = await site.send(made, "GET", "/index.html");
      const ask = (condition: Record<string, string>) => site.send(made, "GET", "/index.html", { headers: condition });

      const answers = [
        await ask({ "if-none-match": `"other", ${headers.etag}` }),
        await ask({ "if-none-match": `W/${headers.etag}` }),
        await ask({ "if-modified-since": new Date(NOW).toUTCString() }),
        await ask({ "if-none-match": '"other"', "if-modified-since": new Date(NOW).toUTCString() }),
      ];

      expect(answers.map(({ status, body }) => [status, body.length])).to.deep.equal([
        [304, 0],
        [304, 0],
        [304, 0],
        [200, PAGE.length],
      ]);
      expect(answers[0]?.headers.etag).to.equal(headers.etag);
    });

    it("comes in part", async () => {
      const made = await site.serve();

      const { status, body, headers } = await site.send(made, "GET", "/index.html", {
        headers: { range: "bytes=0-8" },
      });

      expect([status, body, headers["content-range"]]).to.deep.equal([206, "<!doctype", `bytes 0-8/${PAGE.length}`]);
    });

    it("may have a name with spaces and umlauts", async () => {
      const made = await site.serve();
      await site.put("für alle/a b.txt", "hello");

      const { status, body } = await site.send(made, "GET", "/f%C3%BCr%20alle/a%20b.txt");

      expect([status, body]).to.deep.equal([200, "hello"]);
    });

    it("is the newest at once", async () => {
      const made = await site.serve();
      await site.send(made, "GET", "/index.html");
      await site.put("index.html", "new");

      const { body } = await site.send(made, "GET", "/index.html");

      expect(body).to.equal("new");
    });
  });

  describe("compression", () => {
    const get = async (accept: string, key = "style.css", change: Properties = {}) => {
      const made = await site.serve(change);
      await site.put("style.css", LONG, { "content-type": "text/css" });
      await site.put("photo.jpg", LONG, { "content-type": "image/jpeg" });
      return site.send(made, "GET", `/${key}`, { headers: { "accept-encoding": accept } });
    };

    it("is by Brotli where the viewer takes it", async () => {
      const { headers, bytes } = await get("gzip, deflate, br");

      expect([headers["content-encoding"], headers.vary]).to.deep.equal(["br", "Accept-Encoding"]);
      expect(headers.etag).to.match(/^W\/"[0-9a-f]{32}"$/);
      expect(brotliDecompressSync(bytes).toString()).to.equal(LONG);
    });

    it("is by gzip otherwise", async () => {
      const { headers, bytes } = await get("gzip, br;q=0");

      expect(headers["content-encoding"]).to.equal("gzip");
      expect(gunzipSync(bytes).toString()).to.equal(LONG);
    });

    for (const [where, accept, key, change] of [
      ["for a viewer who does not take it", "identity", "style.css", {}],
      ["of pictures", "br", "photo.jpg", {}],
      ["of what is small", "br", "index.html", {}],
      [
        "where the behavior does not ask for it",
        "br",
        "style.css",
        { defaultCacheBehavior: { ...BEHAVIOR, compress: false } },
      ],
      [
        "with a cache policy that does not know encodings",
        "br",
        "style.css",
        { defaultCacheBehavior: { ...BEHAVIOR, cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" } },
      ],
    ] as const) {
      it(`is not done ${where}`, async () => {
        const { headers, status } = await get(accept, key, change);

        expect([status, headers["content-encoding"]]).to.deep.equal([200, undefined]);
      });
    }
  });

  describe("leave to read", () => {
    it("is the bucket's to give, and its lack is reported with the statement that is missing", async () => {
      const made = await site.create();

      const { status, body, headers } = await site.send(made, "GET", "/index.html");

      expect([status, headers["content-type"], errorCode(body)]).to.deep.equal([
        403,
        "application/xml",
        "AccessDenied",
      ]);
      expect(body).to.contain("<Message>Access Denied</Message>").and.not.contain("arn:");
      expect(site.warnings.join()).to.contain(`"aws:SourceArn":"${made.state.arn}"`);
    });

    it("is for one distribution", async () => {
      const other = await site.create({}, `other-${process.pid}`);
      await site.serve();

      const { status } = await site.send(other, "GET", "/index.html");

      expect(status).to.equal(403);
    });

    it("is not given to CloudFront by leave for everybody else", async () => {
      const made = await site.create({ origins: [{ ...ORIGIN, originAccessControlId: "" }] });
      site.allow(made.state.arn);

      const { status } = await site.send(made, "GET", "/index.html");

      expect(status).to.equal(403);
    });

    it("is the key's to give, too", async () => {
      const made = await site.serve();
      const policy = (Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
      const statement = {
        ...{
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "kms:Decrypt",
          Resource: "*",
        },
        Condition: { StringEquals: { "AWS:SourceArn": made.state.arn } },
      };
      const account = {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::000000000000:root" },
        Action: "kms:*",
        Resource: "*",
      };
      site.kms.putKey(KEY_ARN, policy([account]));
      site.s3.setEncryption(BUCKET, { algorithm: "aws:kms", keyId: KEY_ARN });
      await site.put("secret.html", "secret");
      const before = await site.send(made, "GET", "/secret.html");
      site.kms.putKey(KEY_ARN, policy([account, statement]));

      const after = await site.send(made, "GET", "/secret.html");

      expect([before.status, after.status, after.body]).to.deep.equal([403, 200, "secret"]);
    });

    it("does not tell what is missing without leave to list", async () => {
      const made = await site.serve();

      const { status, body } = await site.send(made, "GET", "/missing");

      expect([status, errorCode(body)]).to.deep.equal([403, "AccessDenied"]);
      expect(site.warnings).to.deep.equal([]);
    });

    it("tells it with leave to list", async () => {
      const made = await site.serve({}, ["s3:GetObject", "s3:ListBucket"]);

      const { status, body } = await site.send(made, "GET", "/missing");

      expect([status, errorCode(body)]).to.deep.equal([404, "NoSuchKey"]);
    });

    it("to list shows no list", async () => {
      const made = await site.serve({ defaultRootObject: undefined }, ["s3:GetObject", "s3:ListBucket"]);

      const { status, body } = await site.send(made, "GET", "/?list-type=2");

      expect([status, errorCode(body)]).to.deep.equal([403, "AccessDenied"]);
    });
  });

  describe("an error", () => {
    const app = { customErrorResponses: [{ errorCode: 403, responseCode: 200, responsePagePath: "/index.html" }] };

    it("becomes the page of an app that knows its own paths", async () => {
      const made = await site.serve(app);

      const { status, body, headers } = await site.send(made, "GET", "/cards/7", { headers: { "if-none-match": "*" } });

      expect([status, body, headers["content-type"]]).to.deep.equal([200, PAGE, "text/html; charset=utf-8"]);
    });

    it("stays what it is for other statuses, and when the page is missing, too", async () => {
      const made = await site.serve({
        customErrorResponses: [{ errorCode: 403, responseCode: 200, responsePagePath: "/none.html" }],
      });

      const { status, body } = await site.send(made, "GET", "/cards/7");

      expect([status, errorCode(body)]).to.deep.equal([403, "AccessDenied"]);
    });

    it("has the headers of the policy, as every answer", async () => {
      const policy = await site.policies.create(resourceContext("headers"), {
        securityHeadersConfig: { contentTypeOptions: { override: true } },
      });
      const made = await site.serve({ defaultCacheBehavior: { ...BEHAVIOR, responseHeadersPolicyId: policy.id } });

      const { status, headers } = await site.send(made, "GET", "/missing");

      expect([status, headers["x-content-type-options"]]).to.deep.equal([403, "nosniff"]);
    });
  });

  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    it(`refuses ${method}, and leaves the file as it is`, async () => {
      const made = await site.serve();

      const refused = await site.send(made, method, "/index.html");
      const { body } = await site.send(made, "GET", "/index.html");

      expect([refused.status, body]).to.deep.equal([403, PAGE]);
      expect(refused.body).to.contain("not configured to allow the HTTP request method");
    });
  }

  it("answers OPTIONS as a bucket without CORS does", async () => {
    const made = await site.serve();

    const { status, body } = await site.send(made, "OPTIONS", "/index.html");

    expect([status, errorCode(body)]).to.deep.equal([403, "AccessForbidden"]);
  });

  it("serves nothing while it is disabled", async () => {
    const made = await site.serve({ enabled: false });

    const { status, body } = await site.send(made, "GET", "/index.html");

    expect([status, body.includes("The distribution is disabled.")]).to.deep.equal([403, true]);
  });

  it("is gone when it is deleted", async () => {
    const made = await site.serve();

    await site.distributions.delete(resourceContext("site"), made);
    const error = await rejection(site.send(made, "GET", "/"));

    expect(error.message).to.contain("ECONNREFUSED");
  });

  describe("paths", () => {
    const twoParts: Properties = {
      origins: [ORIGIN, { ...ORIGIN, originId: "docs", originPath: "/docs" }],
      orderedCacheBehaviors: [{ ...BEHAVIOR, pathPattern: "/guide/*.html", targetOriginId: "docs" }],
    };

    it("lead to the behavior whose pattern matches first", async () => {
      const made = await site.serve(twoParts);
      await site.put("docs/guide/a.html", "from the docs");
      await site.put("guide/a.txt", "from the files");

      const answers = [await site.send(made, "GET", "/guide/a.html"), await site.send(made, "GET", "/guide/a.txt")];

      expect(answers.map(({ body }) => body)).to.deep.equal(["from the docs", "from the files"]);
    });

    for (const target of [
      "/guide/../../index.html",
      "/guide/%2e%2e/%2e%2e/x.html",
      "/guide/..%2f..%2findex.html",
      "//etc/passwd",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/guide/\\..\\index.html",
      "/%00",
    ]) {
      it(`do not lead out of the origin: ${target}`, async () => {
        const made = await site.serve(twoParts);

        const { status, body } = await site.send(made, "GET", target);

        expect(status).to.be.oneOf([400, 403]);
        expect(body).not.to.contain(PAGE);
      });
    }

    it("that are written wrongly are refused", async () => {
      const made = await site.serve();

      const { status, body } = await site.send(made, "GET", "/%E0%A4%A");

      expect([status, errorCode(body)]).to.deep.equal([400, "InvalidURI"]);
    });

    it("have no dots left, whatever they were", () => {
      const segment = fc.constantFrom("..", ".", "%2e%2E", "%2e", ".%2e", "a", "b.c", "...", "");
      fc.assert(
        fc.property(fc.array(segment), (segments) => {
          const path = normalizedPath(`/${segments.join("/")}`);
          const parts = path.replaceAll(/%2e/gi, ".").split("/");
          expect(path.startsWith("/")).to.equal(true);
          expect(parts.includes("..") || parts.includes(".")).to.equal(false);
        }),
      );
    });
  });

  describe("is refused with", () => {
    const behavior = (change: Properties): Properties => ({ defaultCacheBehavior: { ...BEHAVIOR, ...change } });
    const origin = (change: Properties): Properties => ({ origins: [{ ...ORIGIN, ...change }] });
    const cases: readonly (readonly [string, Properties, string])[] = [
      ["an origin of one's own", origin({ domainName: "api.example.com" }), "custom origins are not supported yet"],
      ["the settings of one", origin({ customOriginConfig: { httpPort: 80 } }), "custom origins are not supported yet"],
      ["a website of a bucket", origin({ domainName: "site.s3-website-us-east-1.amazonaws.com" }), "must be a bucket"],
      [
        "an origin access identity",
        origin({ s3OriginConfig: { originAccessIdentity: "x" } }),
        "use an originAccessControlId",
      ],
      [
        "headers for the origin",
        origin({ customHeaders: [{ name: "a", value: "b" }] }),
        "customHeaders is not supported",
      ],
      ["a path that ends with a slash", origin({ originPath: "/site/" }), "originPath must begin with a slash"],
      [
        "an origin that is not there",
        behavior({ targetOriginId: "other" }),
        'targetOriginId must name one of origins, got "other"',
      ],
      [
        "methods that write",
        behavior({ allowedMethods: ["GET", "HEAD", "POST"] }),
        "allowedMethods must be GET and HEAD",
      ],
      ["a cache policy of one's own", behavior({ cachePolicyId: "mine" }), 'got "mine"'],
      [
        "values forwarded by hand",
        behavior({ forwardedValues: { queryString: true } }),
        "forwardedValues is not supported",
      ],
      [
        "a function",
        behavior({ functionAssociations: [{ eventType: "viewer-request" }] }),
        "functionAssociations is not supported",
      ],
      ["signed URLs", behavior({ trustedKeyGroups: ["k1"] }), "trustedKeyGroups is not supported"],
      [
        "another origin request policy",
        behavior({ originRequestPolicyId: "216adef6-5c7f-47e4-b989-5492eafa07d3" }),
        "originRequestPolicyId must be",
      ],
      ["another protocol policy", behavior({ viewerProtocolPolicy: "http" }), "viewerProtocolPolicy must be one of"],
      [
        "headers of a policy that is not there",
        behavior({ responseHeadersPolicyId: "none" }),
        "policy none does not exist",
      ],
      ["a behavior without a pattern", { orderedCacheBehaviors: [BEHAVIOR] }, "every one needs a pathPattern"],
      ["countries", { restrictions: { geoRestriction: { restrictionType: "blacklist" } } }, 'must be "none" locally'],
      ["a certificate", { viewerCertificate: { acmCertificateArn: "arn" } }, "acmCertificateArn is not supported"],
      ["a root with a slash", { defaultRootObject: "/index.html" }, "must not begin with a slash"],
      ["a page for a status that has none", { customErrorResponses: [{ errorCode: 418 }] }, "errorCode must be one of"],
      [
        "a page without a status",
        { customErrorResponses: [{ errorCode: 404, responsePagePath: "/a" }] },
        "404 needs responseCode",
      ],
      [
        "a page without a slash",
        { customErrorResponses: [{ errorCode: 404, responseCode: 200, responsePagePath: "a" }] },
        "responsePagePath must begin with a slash",
      ],
    ];
    for (const [fault, change, words] of cases) {
      it(fault, async () => {
        const error = await rejection(site.create(change));

        expect(error.message).to.contain(words);
      });
    }

    it("other names, logs and firewalls, by their property", () => {
      expect(site.distributions.properties).not.to.have.any.keys(
        "aliases",
        "loggingConfig",
        "webAclId",
        "originGroups",
      );
    });
  });
});
