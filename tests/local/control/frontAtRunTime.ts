import { expect } from "chai";
import { type Answer, document, type RunTime } from "./runTime";

const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const ACCOUNT = "arn:aws:cloudfront::000000000000";

const HEADERS = {
  Name: "headers",
  SecurityHeadersConfig: { FrameOptions: { Override: true, FrameOption: "DENY" } },
  CustomHeadersConfig: { Quantity: 1, Items: [{ Header: "x-made-by", Value: "sluice", Override: true }] },
};

/** Tests of distributions that calls make. */
export function frontTests(runTime: RunTime): void {
  const { call } = runTime;
  const tried = async (operation: string, parameters: object): Promise<string> =>
    (await runTime.as("maker")("cloudfront", operation, parameters)).error;
  const configOf = (Bucket: string, OriginAccessControlId: string): Answer => ({
    ...{ CallerReference: `made of ${Bucket}`, Comment: "pages & more" },
    ...{ Enabled: true, DefaultRootObject: "index.html" },
    Origins: {
      Quantity: 1,
      Items: [
        {
          ...{ Id: "files", DomainName: `${Bucket}.s3.us-east-1.amazonaws.com`, OriginAccessControlId },
          S3OriginConfig: { OriginAccessIdentity: "" },
        },
      ],
    },
    DefaultCacheBehavior: {
      ...{ TargetOriginId: "files", ViewerProtocolPolicy: "allow-all", CachePolicyId: CACHING_OPTIMIZED },
    },
  });
  const accessControl = (Name: string) =>
    call("cloudfront", "CreateOriginAccessControl", {
      OriginAccessControlConfig: {
        ...{ Name, SigningProtocol: "sigv4", SigningBehavior: "always", OriginAccessControlOriginType: "s3" },
      },
    });

  it("is a distribution that serves pages of a bucket, until it is disabled and deleted", async () => {
    const Bucket = "front-pages";
    await call("s3", "CreateBucket", { Bucket });
    const keys = ["index.html", "other.html"];
    for (const Key of keys) await call("s3", "PutObject", { Bucket, Key, Body: `this is ${Key}` });
    const { OriginAccessControl: control, ETag: controlVersion } = await accessControl("pages");
    const { ResponseHeadersPolicy: policy, ETag: policyVersion } = await call(
      "cloudfront",
      "CreateResponseHeadersPolicy",
      { ResponseHeadersPolicyConfig: HEADERS },
    );
    const config = configOf(Bucket, control.Id);
    config.DefaultCacheBehavior.ResponseHeadersPolicyId = policy.Id;
    const { Distribution: made } = await call("cloudfront", "CreateDistributionWithTags", {
      DistributionConfigWithTags: {
        DistributionConfig: config,
        Tags: { Items: [{ Key: "team", Value: "a" }] },
      },
    });
    const { Id, ARN: Resource, DomainName } = made;
    const read = async () => {
      const answer = await fetch(`http://${DomainName}/`);
      if (answer.status !== 200) return answer.status;
      const added = ["x-made-by", "x-frame-options"].map((name) => answer.headers.get(name));
      return [await answer.text(), ...added];
    };
    const closed = await read();
    await call("s3", "PutBucketPolicy", {
      Bucket,
      Policy: document({
        ...{ Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" }, Action: "s3:GetObject" },
        ...{ Resource: `arn:aws:s3:::${Bucket}/*`, Condition: { StringEquals: { "AWS:SourceArn": Resource } } },
      }),
    });
    const first = await read();
    const change = async (changes: object) => {
      const { DistributionConfig: before, ETag: IfMatch } = await call("cloudfront", "GetDistributionConfig", { Id });
      const DistributionConfig = { ...before, ...changes };
      return call("cloudfront", "UpdateDistribution", { Id, IfMatch, DistributionConfig });
    };
    const { ETag: second } = await change({ DefaultRootObject: "other.html" });
    const changed = await read();
    await call("cloudfront", "TagResource", { Resource, Tags: { Items: [{ Key: "cost", Value: "1" }] } });
    await call("cloudfront", "UntagResource", { Resource, TagKeys: { Items: ["team"] } });
    const { Tags } = await call("cloudfront", "ListTagsForResource", { Resource });
    const { DistributionList } = await call("cloudfront", "ListDistributions", {});
    const inUse = [
      await tried("DeleteDistribution", { Id, IfMatch: second }),
      await tried("DeleteOriginAccessControl", { Id: control.Id, IfMatch: controlVersion }),
      await tried("DeleteResponseHeadersPolicy", { Id: policy.Id, IfMatch: policyVersion }),
    ];
    const { ETag: IfMatch } = await change({ Enabled: false });
    const disabled = await read();
    const versions = [
      await tried("DeleteDistribution", { Id }),
      await tried("DeleteDistribution", { Id, IfMatch: second }),
    ];
    await call("cloudfront", "DeleteDistribution", { Id, IfMatch });
    await call("cloudfront", "DeleteOriginAccessControl", { Id: control.Id, IfMatch: controlVersion });
    const { ResponseHeadersPolicyList } = await call("cloudfront", "ListResponseHeadersPolicies", { Type: "custom" });
    await call("cloudfront", "DeleteResponseHeadersPolicy", { Id: policy.Id, IfMatch: policyVersion });
    const { OriginAccessControlList } = await call("cloudfront", "ListOriginAccessControls", {});
    const gone = [
      await tried("GetDistribution", { Id }),
      await tried("GetOriginAccessControl", { Id: control.Id }),
      await tried("GetResponseHeadersPolicy", { Id: policy.Id }),
      await tried("ListTagsForResource", { Resource }),
    ];
    for (const Key of keys) await call("s3", "DeleteObject", { Bucket, Key });
    await call("s3", "DeleteBucket", { Bucket });

    expect(made).to.deep.include({ Status: "Deployed", ARN: `${ACCOUNT}:distribution/${Id}` });
    expect(made.DistributionConfig).to.deep.include({ Comment: "pages & more", Aliases: { Quantity: 0 } });
    expect(made.DistributionConfig.DefaultCacheBehavior.AllowedMethods).to.deep.equal({
      ...{ Quantity: 2, Items: ["HEAD", "GET"], CachedMethods: { Quantity: 2, Items: ["HEAD", "GET"] } },
    });
    const headers = ["sluice", "DENY"];
    expect([closed, disabled]).to.deep.equal([403, 403]);
    expect([first, changed]).to.deep.equal([
      ["this is index.html", ...headers],
      ["this is other.html", ...headers],
    ]);
    expect(ResponseHeadersPolicyList).to.deep.include({
      Quantity: 1,
      Items: [{ Type: "custom", ResponseHeadersPolicy: policy }],
    });
    expect(policy.ResponseHeadersPolicyConfig).to.deep.equal(HEADERS);
    expect(Tags).to.deep.equal({ Items: [{ Key: "cost", Value: "1" }] });
    expect(DistributionList.Items).to.have.length(1);
    expect(DistributionList.Items[0]).to.deep.include({ Id, ETag: second, Enabled: true, DomainName });
    expect(inUse).to.deep.equal(["DistributionNotDisabled", "OriginAccessControlInUse", "ResponseHeadersPolicyInUse"]);
    expect(versions).to.deep.equal(["InvalidIfMatchVersion", "PreconditionFailed"]);
    expect(OriginAccessControlList.Quantity).to.equal(0);
    expect(gone).to.deep.equal([
      ...["NoSuchDistribution", "NoSuchOriginAccessControl", "NoSuchResponseHeadersPolicy", "NoSuchResource"],
    ]);
  });

  it("is no distribution that CloudFront would refuse, and what it uses is changed by version", async () => {
    const { OriginAccessControl: control, ETag: IfMatch } = await accessControl("refused");
    const config = configOf("front-refused", control.Id);
    const create = (changes: object) => tried("CreateDistribution", { DistributionConfig: { ...config, ...changes } });
    const { OriginAccessControlConfig } = control;
    const { ETag: described } = await call("cloudfront", "UpdateOriginAccessControl", {
      ...{ Id: control.Id, IfMatch },
      OriginAccessControlConfig: { ...OriginAccessControlConfig, Description: "for pages" },
    });
    const changed = await call("cloudfront", "GetOriginAccessControlConfig", { Id: control.Id });
    const { ResponseHeadersPolicy: policy, ETag: before } = await call("cloudfront", "CreateResponseHeadersPolicy", {
      ResponseHeadersPolicyConfig: { ...HEADERS, Comment: "goes" },
    });
    const { ETag: after } = await call("cloudfront", "UpdateResponseHeadersPolicy", {
      ...{ Id: policy.Id, IfMatch: before, ResponseHeadersPolicyConfig: HEADERS },
    });
    const headers = await call("cloudfront", "GetResponseHeadersPolicyConfig", { Id: policy.Id });
    const stale = await tried("DeleteResponseHeadersPolicy", { Id: policy.Id, IfMatch: before });
    await call("cloudfront", "DeleteResponseHeadersPolicy", { Id: policy.Id, IfMatch: after });
    const { Distribution, ETag } = await call("cloudfront", "CreateDistribution", {
      DistributionConfig: { ...config, Enabled: false },
    });
    const origins = (changes: object) => ({ Quantity: 1, Items: [{ ...config.Origins.Items[0], ...changes }] });
    const refused = [
      await create({}),
      await create({ CallerReference: "a", Origins: { ...config.Origins, Quantity: 2 } }),
      await create({ CallerReference: "a", Origins: origins({ OriginAccessControlId: "none" }) }),
      await create({ CallerReference: "a", Origins: origins({ DomainName: "example.com" }) }),
      await create({ CallerReference: "a", Aliases: { Quantity: 1, Items: ["example.com"] } }),
      await create({ CallerReference: "" }),
      await create({ CallerReference: "a", Origins: { Quantity: 1, Items: [{ Id: "files" }] } }),
      await create({ CallerReference: "a", Origins: { Quantity: 0 } }),
      await tried("UpdateDistribution", {
        ...{ Id: Distribution.Id, IfMatch: ETag, DistributionConfig: { ...config, CallerReference: "other" } },
      }),
      await tried("CreateOriginAccessControl", {
        OriginAccessControlConfig,
      }),
    ];
    await call("cloudfront", "DeleteDistribution", { Id: Distribution.Id, IfMatch: ETag });
    await call("cloudfront", "DeleteOriginAccessControl", { Id: control.Id, IfMatch: described });

    expect(changed.OriginAccessControlConfig).to.deep.equal({ ...OriginAccessControlConfig, Description: "for pages" });
    expect([headers.ResponseHeadersPolicyConfig, headers.ETag, stale]).to.deep.equal([
      HEADERS,
      after,
      "PreconditionFailed",
    ]);
    expect(refused).to.deep.equal([
      ...["DistributionAlreadyExists", "InconsistentQuantities", "InvalidOriginAccessControl", "InvalidArgument"],
      ...[
        "InvalidArgument",
        "InvalidArgument",
        "InvalidArgument",
        "InvalidArgument",
        "IllegalUpdate",
        "OriginAccessControlAlreadyExists",
      ],
    ]);
  });

  for (const [operation, parameters, resource] of [
    ["CreateDistribution", { DistributionConfig: configOf("no", "") }, "distribution/*"],
    ["UpdateDistribution", { Id: "no", IfMatch: "no", DistributionConfig: configOf("no", "") }, "distribution/no"],
    ["GetDistribution", { Id: "no" }, "distribution/no"],
    ["DeleteDistribution", { Id: "no", IfMatch: "no" }, "distribution/no"],
    ["DeleteOriginAccessControl", { Id: "no", IfMatch: "no" }, "origin-access-control/no"],
    ["CreateResponseHeadersPolicy", { ResponseHeadersPolicyConfig: HEADERS }, "response-headers-policy/*"],
    ["TagResource", { Resource: `${ACCOUNT}:distribution/no`, Tags: { Items: [] } }, "distribution/no"],
  ] as const) {
    it(`is refused to a role that may not: cloudfront:${operation}`, async () => {
      const { error, message, status } = await runTime.as("onlooker")("cloudfront", operation, parameters);

      expect([error, status]).to.deep.equal(["AccessDenied", 403]);
      expect(message).to.contain(
        `is not authorized to perform: cloudfront:${operation} on resource: ${ACCOUNT}:${resource}`,
      );
    });
  }
}
