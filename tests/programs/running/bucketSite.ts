import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A bucket that is a public website. */
export function bucketSite() {
  const bucket = new aws.s3.Bucket("site");
  const site = new aws.s3.BucketWebsiteConfiguration("site", {
    bucket: bucket.bucket,
    indexDocument: { suffix: "index.html" },
    errorDocument: { key: "missing.html" },
  });
  const open = new aws.s3.BucketPublicAccessBlock("site", {
    bucket: bucket.id,
    blockPublicAcls: false,
    blockPublicPolicy: false,
    ignorePublicAcls: false,
    restrictPublicBuckets: false,
  });
  const pages = {
    "index.html": "<h1>Welcome</h1>",
    "about/index.html": "<h1>About</h1>",
    "missing.html": "<h1>Gone</h1>",
  };
  for (const [key, text] of Object.entries(pages)) {
    new aws.s3.BucketObject(key, {
      bucket: bucket.id,
      key,
      source: new pulumi.asset.StringAsset(text),
      contentType: "text/html",
    });
  }
  const policy = bucket.arn.apply((arn) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: ["s3:GetObject"], Resource: [`${arn}/*`] }],
    }),
  );
  new aws.s3.BucketPolicy("site", { bucket: bucket.bucket, policy }, { dependsOn: [open] });
  return { url: pulumi.interpolate`http://${site.websiteEndpoint}` };
}
