import { expect } from "chai";
import { originAccessControl } from "../../../local/resources/cloudfront/originAccessControl";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { BEHAVIOR, SiteUnderTest } from "./siteUnderTest";

describe("aws.cloudfront.ResponseHeadersPolicy", () => {
  let site: SiteUnderTest;

  beforeEach(async () => {
    site = await SiteUnderTest.start();
  });
  afterEach(() => site.stop());

  const headersWith = async (id: string) => {
    const made = await site.serve({ defaultCacheBehavior: { ...BEHAVIOR, responseHeadersPolicyId: id } });
    return (await site.send(made, "GET", "/")).headers;
  };

  it("sets what browsers hold pages to", async () => {
    const { id } = await site.policies.create(resourceContext("headers"), {
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'self'", override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: "DENY", override: true },
        referrerPolicy: { referrerPolicy: "no-referrer", override: true },
        strictTransportSecurity: {
          accessControlMaxAgeSec: 63_072_000,
          includeSubdomains: true,
          preload: true,
          override: true,
        },
        xssProtection: { protection: false, override: true },
      },
    });

    const headers = await headersWith(id);

    expect(headers).to.deep.include({
      "content-security-policy": "default-src 'self'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=63072000; includeSubDomains; preload",
      "x-xss-protection": "0",
    });
  });

  it("replaces what the file says only where it shall, and takes headers away", async () => {
    await site.put("index.html", "x", {
      "content-type": "text/html",
      "cache-control": "max-age=1",
      "x-amz-meta-who": "ann",
    });
    const items = (override: boolean) => [{ header: "Cache-Control", value: "no-cache", override }];
    const forced = await site.policies.create(resourceContext("forced"), {
      customHeadersConfig: { items: items(true) },
      removeHeadersConfig: { items: [{ header: "X-Amz-Meta-Who" }] },
    });
    const mild = await site.policies.create(resourceContext("mild"), { customHeadersConfig: { items: items(false) } });

    const first = await headersWith(forced.id);
    await site.distributions.delete(resourceContext("site"), await site.create());
    const second = await headersWith(mild.id);

    expect([first["cache-control"], first["x-amz-meta-who"]]).to.deep.equal(["no-cache", undefined]);
    expect([second["cache-control"], second["x-amz-meta-who"]]).to.deep.equal(["max-age=1", "ann"]);
  });

  it("may be the one that AWS manages", async () => {
    const headers = await headersWith("67f7725c-6f97-4210-82d7-5512b31e9d03");

    expect([headers["x-frame-options"], headers["x-xss-protection"]]).to.deep.equal(["SAMEORIGIN", "1; mode=block"]);
  });

  it("shows a change at once", async () => {
    const made = await site.policies.create(resourceContext("headers"), {});
    await headersWith(made.id);
    await site.policies.update?.(resourceContext("headers"), made, {
      customHeadersConfig: { items: [{ header: "x-site", value: "2", override: true }] },
    });

    const headers = await headersWith(made.id);

    expect(headers["x-site"]).to.equal("2");
  });

  it("stays while a distribution has it", async () => {
    const made = await site.policies.create(resourceContext("headers"), {});
    await headersWith(made.id);

    const error = await rejection(site.policies.delete(resourceContext("headers"), made));

    expect(error.message).to.equal("The response headers policy is used by a distribution.");
  });

  for (const [fault, header, value, words] of [
    ["CloudFront's own", "Content-Length", "7", "the header Content-Length is CloudFront's own"],
    ["two lines", "x-site", "a\r\nset-cookie: b", "its value one line"],
    ["no name", "x site", "a", '"x site" must be the name of a header'],
  ] as const) {
    it(`is refused with a header that has ${fault}`, async () => {
      const items = [{ header, value, override: true }];

      const error = await rejection(
        site.policies.create(resourceContext("headers"), { customHeadersConfig: { items } }),
      );

      expect(error.message).to.contain(words);
    });
  }
});

describe("aws.cloudfront.OriginAccessControl", () => {
  const GOOD = { originAccessControlOriginType: "s3", signingBehavior: "always", signingProtocol: "sigv4" };

  it("has an id in CloudFront's form", async () => {
    const { id, state } = await originAccessControl().create(resourceContext("access"), GOOD);

    expect(id).to.match(/^E[0-9A-Z]{13}$/);
    expect(state.name).to.equal("access-1a2b3c4");
  });

  for (const [property, value] of [
    ["originAccessControlOriginType", "lambda"],
    ["signingBehavior", "no-override"],
    ["signingProtocol", "none"],
  ] as const) {
    it(`is refused with ${property} ${value}`, async () => {
      const error = await rejection(
        originAccessControl().create(resourceContext("access"), { ...GOOD, [property]: value }),
      );

      expect(error.message).to.contain(`${property} must be`).and.contain(`"${value}"`);
    });
  }
});
