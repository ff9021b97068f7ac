import { readFileSync } from "node:fs";
import * as path from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Subject } from "../parts/arguments/arguments";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { refusal } from "../parts/arguments/refusal";
import { withConnections } from "./contentSecurity";
import type { PageSettings } from "./settings";
import { type BuildState, buildState, builtFolder, filesBelow } from "./webBuild";

/** The content of `config.json`, which the pages read first. */
export interface PortalConfig {
  /** The user pool, as OpenID Connect knows it. */
  authority: pulumi.Input<string>;
  clientId: pulumi.Input<string>;
  /** The backend's base URL, without a slash at its end. */
  apiEndpoint: pulumi.Input<string>;
}

export interface PagesArgs {
  bucket: aws.s3.Bucket;
  config: PortalConfig;
  /** Origin of the hosted login: the pages connect to it, besides the authority and the backend. */
  loginOrigin: pulumi.Input<string>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};
/** A file whose name is a digest of its content never changes. */
const FOREVER = "public, max-age=31536000, immutable";
const NEVER = "no-cache";
const PAGE = "index.html";

/**
 * Uploads the built pages: first what they load, then the page itself and what it is told, so that nobody gets a page whose parts are
 * not there yet.
 *
 * @throws RunError saying how to build them, when they have not been built or are not those of the sources as they are now
 */
export function pages(
  name: string,
  { subject, bucket, config, loginOrigin }: PageSettings & PagesArgs,
  opts: ChildOptions,
): aws.s3.BucketObjectv2[] {
  checkBuild(subject, buildState());
  // A path of this machine would be in the stack's state.
  const folder = path.relative(process.cwd(), builtFolder());
  const object = (key: string, content: Partial<aws.s3.BucketObjectv2Args>, dependsOn: pulumi.Resource[] = []) =>
    new aws.s3.BucketObjectv2(
      `${name}-${key.replaceAll("/", "-")}`,
      {
        bucket: bucket.bucket,
        key,
        contentType: typeOf(subject, key),
        cacheControl: key.startsWith("assets/") ? FOREVER : NEVER,
        ...content,
      },
      { ...opts, dependsOn },
    );
  const parts = filesBelow(folder)
    .filter((file) => file !== PAGE)
    .map((file) => object(file, { source: new pulumi.asset.FileAsset(path.join(folder, file)) }));
  const page = readFileSync(path.join(folder, PAGE), "utf8");
  const origins = pulumi
    .all([config.authority, config.apiEndpoint, loginOrigin])
    .apply((urls) => urls.map((url) => new URL(url).origin));
  const told = object("config.json", { content: pulumi.jsonStringify(config) }, parts);
  const entry = object(PAGE, { content: origins.apply((known) => withConnections(page, known)) }, [...parts, told]);
  return [...parts, told, entry];
}

/** @throws RunError saying how to build them */
export function checkBuild({ component, name }: Subject, state: BuildState): void {
  if (state === "fresh") return;
  const what = state === "missing" ? "have not been built" : "are not those of their sources as they are now";
  throw refusal(`${component} ${JSON.stringify(name)}: the pages in web/portal/dist ${what}: run \`npm run build\``);
}

function typeOf({ component, name }: Subject, file: string): string {
  const type = TYPES[path.extname(file)];
  if (type !== undefined) return type;
  throw refusal(
    `${component} ${JSON.stringify(name)}: nobody has said which content type ${file} has: add its ending to components/cardPortal/pages.ts`,
  );
}
