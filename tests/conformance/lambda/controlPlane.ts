import type { Calls, Step } from "../calls";
import { ANY, type Row, type Table } from "../table";
import { eventSettings } from "./eventSettings";
import { permissions, urls } from "./permissions";
import { ARN, breaks, create, FunctionName, invalid, matches, NOT_THERE, notFound, on, Role, row } from "./rows";

const DESTINATIONS =
  "https://github.com/localstack/localstack/blob/20a1e8540e57a7829a02800a4dcfb7c0516f21fa/tests/aws/services/lambda_/test_lambda_destinations.snapshot.json";
const WITHOUT_TAGS = "Tags on function aliases and versions are not supported. Please specify a function ARN.";

const CONFIGURATION = {
  FunctionName,
  FunctionArn: `${ARN}:worker`,
  Runtime: "nodejs20.x",
  Role,
  Handler: "index.handler",
  CodeSize: ANY,
  Description: "",
  Timeout: 3,
  MemorySize: 128,
  LastModified: ANY,
  CodeSha256: ANY,
  Version: "$LATEST",
  TracingConfig: { Mode: "PassThrough" },
  RevisionId: ANY,
  PackageType: "Zip",
  Architectures: ["x86_64"],
  EphemeralStorage: { Size: 512 },
  SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
  LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/worker" },
};

const functions: readonly Row<Calls>[] = [
  row(
    "GetFunctionConfiguration describes a function",
    [create(), on("GetFunctionConfiguration")],
    { ...CONFIGURATION, State: "Active", LastUpdateStatus: "Successful" },
    "test_lambda_code_location_zipfile",
  ),
  {
    ...row(
      "CreateFunction answers while the function is being made",
      [create()],
      "Pending",
      "test_lambda_code_location_zipfile",
      "State",
    ),
    difference: { answer: "Active", why: "A function is there as soon as it is made." },
  },
  row(
    "ListFunctions tells nothing of their states",
    [create(), ["ListFunctions", {}]],
    [CONFIGURATION],
    "test_list_functions",
    "Functions",
  ),
  row(
    "UpdateFunctionConfiguration changes what is given",
    [
      create(),
      on("UpdateFunctionConfiguration", { MemorySize: 512, Environment: { Variables: { ENV_A: "a" } } }),
      on("GetFunctionConfiguration"),
    ],
    {
      ...{ ...CONFIGURATION, MemorySize: 512, Environment: { Variables: { ENV_A: "a" } } },
      ...{ State: "Active", LastUpdateStatus: "Successful" },
    },
    "test_function_lifecycle",
  ),
  row(
    "a function that was deleted is not found",
    [create(), on("DeleteFunction"), on("GetFunction")],
    notFound(`Function not found: ${ARN}:worker`),
    "test_function_lifecycle",
  ),
  row(
    "a version that is not there",
    [create(), on("GetFunction", { FunctionName: "worker:1221" })],
    notFound(`Function not found: ${ARN}:worker:1221`),
    "test_ops_on_nonexisting_version[get_function]",
  ),
  row(
    "a function of another region",
    [["GetFunction", { FunctionName: "arn:aws:lambda:eu-west-1:000000000000:function:worker" }]],
    notFound("Functions from 'eu-west-1' are not reachable in this region ('us-east-1')"),
    "test_get_function_wrong_region[get_function]",
  ),
  row(
    "a name that is none",
    [create({ FunctionName: "invalid:function:name" })],
    breaks(
      "invalid:function:name",
      "functionName",
      matches(
        "(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?",
      ),
    ),
    "test_function_arns",
  ),
  row(
    "a name that is too long",
    [create({ FunctionName: "a".repeat(65) })],
    invalid(
      `1 validation error detected: Value '${"a".repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ),
    "test_function_arns",
  ),
  row(
    "a role that is none",
    [create({ Role: "r1" })],
    breaks("r1", "role", matches("arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+")),
    "test_create_lambda_exceptions",
  ),
  row(
    "a zip that is none",
    [create({ Code: { ZipFile: Buffer.from("this is not a zip").toString("base64") } })],
    invalid("Could not unzip uploaded file. Please check your file, then try to upload again."),
    "test_create_lambda_exceptions",
  ),
  row(
    "variables of more than 4 KB",
    [create({ Environment: { Variables: { LARGE_VAR: "x".repeat(4096) } } })],
    invalid(
      "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. " +
        `String measured: {"LARGE_VAR":"${"x".repeat(4096)}"}`,
    ),
    "test_large_environment_variables_fails",
  ),
  {
    ...row(
      "a dead-letter queue",
      [create({ DeadLetterConfig: { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" } }), on("GetFunction")],
      { TargetArn: "arn:aws:sqs:us-east-1:000000000000:dead" },
      "",
      "Configuration.DeadLetterConfig",
    ),
    source: { title: "recorded: test_dead_letter_queue", address: DESTINATIONS },
  },
  row(
    "a function has one version where none is published",
    [create(), on("ListVersionsByFunction")],
    [{ ...CONFIGURATION, FunctionArn: `${ARN}:worker:$LATEST` }],
    "test_publish_version_on_create",
    "Versions",
  ),
  row(
    "a function whose code is not signed",
    [create(), on("GetFunctionCodeSigningConfig")],
    {},
    "test_code_signing_not_found_excs",
  ),
  row(
    "GetFunctionCodeSigningConfig of what is not there",
    [["GetFunctionCodeSigningConfig", NOT_THERE]],
    notFound(`Function not found: ${ARN}:doesnotexist`),
    "test_ops_on_nonexisting_fn[get_function_code_signing_config]",
  ),
  row(
    "a function without settings of asynchronous calls",
    [create(), on("GetFunctionEventInvokeConfig")],
    notFound(`The function ${ARN}:worker:$LATEST doesn't have an EventInvokeConfig`),
    "test_lambda_eventinvokeconfig_exceptions",
  ),
  row(
    "lists settings of asynchronous calls",
    [create(), on("ListFunctionEventInvokeConfigs")],
    { FunctionEventInvokeConfigs: [] },
    "test_lambda_eventinvokeconfig_exceptions",
  ),
  row(
    "lists those of a function that is not there",
    [["ListFunctionEventInvokeConfigs", NOT_THERE]],
    notFound("The function doesn't exist."),
    "test_lambda_eventinvokeconfig_exceptions",
  ),
  row(
    "GetAccountSettings tells of limits and of use",
    [create(), ["GetAccountSettings", {}]],
    {
      AccountLimit: {
        ...{ TotalCodeSize: ANY, CodeSizeUnzipped: ANY, CodeSizeZipped: ANY },
        ...{ ConcurrentExecutions: ANY, UnreservedConcurrentExecutions: ANY },
      },
      AccountUsage: { TotalCodeSize: ANY, FunctionCount: ANY },
    },
    "test_account_settings",
  ),
];

const concurrency: readonly Row<Calls>[] = [
  row(
    "PutFunctionConcurrency answers what is reserved",
    [create(), on("PutFunctionConcurrency", { ReservedConcurrentExecutions: 0 })],
    { ReservedConcurrentExecutions: 0 },
    "test_function_concurrency",
  ),
  row(
    "GetFunctionConcurrency tells it",
    [create(), on("PutFunctionConcurrency", { ReservedConcurrentExecutions: 1 }), on("GetFunctionConcurrency")],
    { ReservedConcurrentExecutions: 1 },
    "test_function_concurrency",
  ),
  row(
    "GetFunctionConcurrency answers nothing after DeleteFunctionConcurrency",
    [
      create(),
      on("PutFunctionConcurrency", { ReservedConcurrentExecutions: 1 }),
      on("DeleteFunctionConcurrency"),
      on("GetFunctionConcurrency"),
    ],
    {},
    "test_function_concurrency",
  ),
  row(
    "PutFunctionConcurrency of what is not there",
    [["PutFunctionConcurrency", { ...NOT_THERE, ReservedConcurrentExecutions: 1 }]],
    notFound(`Function not found: ${ARN}:doesnotexist:$LATEST`),
    "test_function_concurrency_exceptions",
  ),
  row(
    "PutFunctionConcurrency of a version",
    [
      create(),
      on("PutFunctionConcurrency", { FunctionName: `${ARN}:worker:$LATEST`, ReservedConcurrentExecutions: 1 }),
    ],
    invalid(
      "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.",
    ),
    "test_function_concurrency_exceptions",
  ),
];

const tag = (Resource: string, Tags: object): Step => ["TagResource", { Resource, Tags }];
const tags = (name = "worker"): Step => ["ListTags", { Resource: `${ARN}:${name}` }];
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${at}_key`, `${at}_value`]));

const tagging: readonly Row<Calls>[] = [
  row(
    "tags from CreateFunction",
    [create({ Tags: { key_a: "value_a" } }), tags()],
    { Tags: { key_a: "value_a" } },
    "test_tag_lifecycle",
  ),
  row(
    "GetFunction tells them",
    [create({ Tags: { key_a: "value_a" } }), on("GetFunction")],
    { key_a: "value_a" },
    "test_tag_lifecycle",
    "Tags",
  ),
  row(
    "TagResource adds and overwrites",
    [create({ Tags: { a: "1", b: "2" } }), tag(`${ARN}:worker`, { b: "3", c: "4" }), tags()],
    { Tags: { a: "1", b: "3", c: "4" } },
    "test_tag_lifecycle",
  ),
  row(
    "UntagResource takes away",
    [
      create({ Tags: { a: "1", b: "2" } }),
      ["UntagResource", { Resource: `${ARN}:worker`, TagKeys: ["a", "none"] }],
      tags(),
    ],
    { Tags: { b: "2" } },
    "test_tag_lifecycle",
  ),
  row("no tags", [create(), tags()], { Tags: {} }, "test_tag_exceptions"),
  row(
    "tags of what is not there",
    [tag(`${ARN}:doesnotexist`, { a: "1" })],
    notFound(`Function not found: ${ARN}:doesnotexist`),
    "test_tag_exceptions",
  ),
  row("tags of a version", [create(), tag(`${ARN}:worker:1`, { a: "1" })], invalid(WITHOUT_TAGS), "test_tag_versions"),
  row(
    "tags of $LATEST",
    [create(), tag(`${ARN}:worker:$LATEST`, { a: "1" })],
    invalid(WITHOUT_TAGS),
    "test_tag_versions",
  ),
  row(
    "no tags to add",
    [create(), tag(`${ARN}:worker`, {})],
    invalid("An error occurred and the request cannot be processed."),
    "test_tag_exceptions",
  ),
  row(
    "more than 50 tags",
    [create(), tag(`${ARN}:worker`, many(50)), tag(`${ARN}:worker`, { a: "1" })],
    invalid("Number of tags exceeds resource tag limit."),
    "test_tag_limits",
  ),
];

export const lambdaControl: Table<Calls> = {
  service: "AWS Lambda",
  topic: "functions by the API",
  rows: [...functions, ...concurrency, ...permissions, ...urls, ...tagging, ...eventSettings],
};
