import { zipSync } from "fflate";
import type { Calls, Refusal, Step } from "../calls";
import { ANY, type Row, type Source, type Table } from "../table";

const RECORDING =
  "https://github.com/localstack/localstack/blob/001aeaf80e3a3d4788390d945b6b8b8f611b8618/tests/aws/services/lambda_/test_lambda_api.snapshot.json";
const DESTINATIONS =
  "https://github.com/localstack/localstack/blob/20a1e8540e57a7829a02800a4dcfb7c0516f21fa/tests/aws/services/lambda_/test_lambda_destinations.snapshot.json";
const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const ZipFile = Buffer.from(
  zipSync({ "index.js": Buffer.from("exports.handler = async () => 1;") }, { mtime: "2026-03-01" }),
).toString("base64");
const FunctionName = "worker";
const NOT_THERE = { FunctionName: "doesnotexist" };
const Role = "arn:aws:iam::000000000000:role/worker";
const DOES_NOT_EXIST = "The resource you requested does not exist.";
const QUALIFIERS = "We currently do not support adding policies for $LATEST.";
const MISMATCH = "The derived qualifier from the function name does not match the specified qualifier.";
const ALIAS_PATTERN = "((?!^\\d+$)^[0-9a-zA-Z-_]+$)";
const WITHOUT_TAGS = "Tags on function aliases and versions are not supported. Please specify a function ARN.";

const create = (given: object = {}): Step => [
  "CreateFunction",
  { FunctionName, Role, Runtime: "nodejs20.x", Handler: "index.handler", Code: { ZipFile }, ...given },
];
const permit = (StatementId = "s3", given: object = {}): Step => [
  "AddPermission",
  { FunctionName, StatementId, Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com", ...given },
];
const on = (operation: string, given: object = {}): Step => [operation, { FunctionName, ...given }];
const url = (AuthType = "NONE"): Step => on("CreateFunctionUrlConfig", { AuthType });
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
const statement = (Sid: string, Service: string, rest: object = {}) => ({
  ...{ Sid, Effect: "Allow", Principal: { Service }, Action: "lambda:InvokeFunction" },
  ...{ Resource: `${ARN}:worker`, ...rest },
});

function row(behaviour: string, calls: readonly Step[], answer: unknown, test: string, see?: string): Row<Calls> {
  const source: Source = { title: `recorded: ${test}`, address: RECORDING };
  return { behaviour, input: { calls, ...(see !== undefined && { see }) }, answer, source };
}

const refusal = (error: string, message: string, status = 400): Refusal => ({ error, message, status });
const notFound = (message: string) => refusal("ResourceNotFoundException", message, 404);
const invalid = (message: string) => refusal("InvalidParameterValueException", message);
const conflict = (message: string) => refusal("ResourceConflictException", message, 409);
const breaks = (value: string, at: string, rule: string) =>
  refusal(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: Member must ${rule}`,
  );
const matches = (pattern: string) => `satisfy regular expression pattern: ${pattern}`;

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

const permissions: readonly Row<Calls>[] = [
  row(
    "AddPermission answers the statement",
    [create(), permit("s3", { SourceArn: "arn:aws:s3:::bucket" })],
    {
      Statement: JSON.stringify(
        statement("s3", "s3.amazonaws.com", { Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:s3:::bucket" } } }),
      ),
    },
    "test_add_lambda_permission_aws",
  ),
  row(
    "GetPolicy answers all statements",
    [
      create(),
      permit("logs", { Principal: "logs.amazonaws.com" }),
      permit("kinesis", { Principal: "kinesis.amazonaws.com" }),
      on("GetPolicy"),
    ],
    {
      Policy: JSON.stringify({
        ...{ Version: "2012-10-17", Id: "default" },
        Statement: [statement("logs", "logs.amazonaws.com"), statement("kinesis", "kinesis.amazonaws.com")],
      }),
      RevisionId: ANY,
    },
    "test_create_multiple_lambda_permissions",
  ),
  row(
    "a statement's name again",
    [create(), permit(), permit()],
    conflict(
      "The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.",
    ),
    "test_permission_exceptions",
  ),
  row(
    "a statement's name that is none",
    [create(), permit("example.com")],
    breaks("example.com", "statementId", matches("([a-zA-Z0-9-_]+)")),
    "test_permission_exceptions",
  ),
  row(
    "a principal that is none",
    [create(), permit("s3", { Principal: "invalid.nonaws.com" })],
    invalid("The provided principal was invalid. Please check the principal and try again."),
    "test_permission_exceptions",
  ),
  row(
    "AddPermission of what is not there",
    [permit("s3", NOT_THERE)],
    notFound(`Function not found: ${ARN}:doesnotexist`),
    "test_permission_exceptions",
  ),
  row(
    "a permission for $LATEST",
    [create(), permit("s3", { FunctionName: "worker:$LATEST" })],
    invalid(QUALIFIERS),
    "test_permission_exceptions",
  ),
  row(
    "a permission for two versions at once",
    [create(), permit("s3", { FunctionName: "worker:alias-not-42", Qualifier: "42" })],
    invalid(MISMATCH),
    "test_permission_exceptions",
  ),
  row(
    "a permission for a version that is not there",
    [create(), permit("s3", { Qualifier: "42" })],
    notFound(`Function not found: ${ARN}:worker:42`),
    "test_permission_exceptions",
  ),
  row(
    "a permission for an alias that is not there",
    [create(), permit("s3", { Qualifier: "alias-doesnotexist" })],
    notFound(`Cannot find alias arn: ${ARN}:worker:alias-doesnotexist`),
    "test_permission_exceptions",
  ),
  row(
    "GetPolicy where there is none",
    [create(), on("GetPolicy")],
    notFound(DOES_NOT_EXIST),
    "test_remove_multi_permissions",
  ),
  row(
    "GetPolicy of what is not there",
    [["GetPolicy", NOT_THERE]],
    notFound(`Function not found: ${ARN}:doesnotexist`),
    "test_permission_exceptions",
  ),
  row(
    "RemovePermission takes a statement away",
    [create(), permit(), permit("sqs"), on("RemovePermission", { StatementId: "sqs" }), on("GetPolicy")],
    JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: [statement("s3", "s3.amazonaws.com")] }),
    "test_remove_multi_permissions",
    "Policy",
  ),
  row(
    "RemovePermission of a statement that is not there",
    [create(), permit(), on("RemovePermission", { StatementId: "non-existent" })],
    notFound("Statement non-existent is not found in resource policy."),
    "test_remove_multi_permissions",
  ),
  row(
    "RemovePermission where there is no policy",
    [create(), on("RemovePermission", { StatementId: "s3" })],
    notFound("No policy is associated with the given resource."),
    "test_permission_exceptions",
  ),
  row(
    "RemovePermission of a function that is not there",
    [["RemovePermission", { ...NOT_THERE, StatementId: "s3" }]],
    notFound(`No policy found for: ${ARN}:doesnotexist`),
    "test_permission_exceptions",
  ),
];

const urls: readonly Row<Calls>[] = [
  row(
    "GetFunctionUrlConfig tells of a function's URL",
    [create(), url(), on("GetFunctionUrlConfig")],
    {
      ...{ AuthType: "NONE", CreationTime: ANY, FunctionArn: `${ARN}:worker`, FunctionUrl: ANY },
      ...{ InvokeMode: "BUFFERED", LastModifiedTime: ANY },
    },
    "test_url_config_lifecycle",
  ),
  row(
    "a function has one URL",
    [create(), url(), url()],
    conflict(
      `Failed to create function url config for [functionArn = ${ARN}:worker]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    ),
    "test_url_config_lifecycle",
  ),
  row(
    "UpdateFunctionUrlConfig changes who may call it",
    [create(), url(), on("UpdateFunctionUrlConfig", { AuthType: "AWS_IAM" })],
    "AWS_IAM",
    "test_url_config_lifecycle",
    "AuthType",
  ),
  row(
    "a URL that was deleted is not found",
    [create(), url(), on("DeleteFunctionUrlConfig"), on("GetFunctionUrlConfig")],
    notFound(DOES_NOT_EXIST),
    "test_url_config_lifecycle",
  ),
  row(
    "a URL for what is not there",
    [["CreateFunctionUrlConfig", { ...NOT_THERE, AuthType: "NONE" }]],
    notFound("Function does not exist"),
    "test_url_config_exceptions",
  ),
  row(
    "a URL for an alias that is not there",
    [create(), on("CreateFunctionUrlConfig", { AuthType: "NONE", Qualifier: "doesnotexist" })],
    notFound("Function does not exist"),
    "test_url_config_exceptions",
  ),
  row(
    "a URL for a version",
    [create(), on("CreateFunctionUrlConfig", { AuthType: "NONE", Qualifier: "1" })],
    breaks("1", "qualifier", matches(ALIAS_PATTERN)),
    "test_url_config_exceptions",
  ),
  row(
    "UpdateFunctionUrlConfig of a function that is not there",
    [["UpdateFunctionUrlConfig", { ...NOT_THERE, AuthType: "NONE" }]],
    notFound("Function does not exist"),
    "test_url_config_exceptions",
  ),
  row(
    "UpdateFunctionUrlConfig where there is none",
    [create(), on("UpdateFunctionUrlConfig", { AuthType: "NONE" })],
    notFound(DOES_NOT_EXIST),
    "test_url_config_exceptions",
  ),
  row(
    "ListFunctionUrlConfigs where there is none",
    [create(), on("ListFunctionUrlConfigs")],
    { FunctionUrlConfigs: [] },
    "test_url_config_list_paging",
  ),
  row(
    "ListFunctionUrlConfigs of a function that is not there",
    [["ListFunctionUrlConfigs", NOT_THERE]],
    notFound("Function does not exist"),
    "test_url_config_list_paging",
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

const put = (given: object = {}): Step => on("PutFunctionEventInvokeConfig", given);
const update = (given: object = {}): Step => on("UpdateFunctionEventInvokeConfig", given);
const to = (name: string, Destination?: string) => ({
  DestinationConfig: { [name]: { ...(Destination && { Destination }) } },
});
const SETTINGS = {
  ...{ FunctionArn: `${ARN}:worker:$LATEST`, LastModified: ANY },
  DestinationConfig: { OnSuccess: {}, OnFailure: {} },
};
const QUEUE = "arn:aws:sqs:us-east-1:000000000000:done";
const WITHOUT = "doesn't have an EventInvokeConfig";
const EXCEPTIONS = "test_lambda_eventinvokeconfig_exceptions";

const eventSettings: readonly Row<Calls>[] = [
  row(
    "PutFunctionEventInvokeConfig answers what is set",
    [create(), put({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })],
    { ...SETTINGS, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    EXCEPTIONS,
  ),
  row(
    "it takes the place of what was there",
    [
      create(),
      put({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 }),
      put({ MaximumRetryAttempts: 0 }),
      on("GetFunctionEventInvokeConfig"),
    ],
    { ...SETTINGS, MaximumRetryAttempts: 0 },
    EXCEPTIONS,
  ),
  row(
    "UpdateFunctionEventInvokeConfig changes what is given",
    [create(), put({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 }), update({ MaximumRetryAttempts: 0 })],
    { ...SETTINGS, MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
    EXCEPTIONS,
  ),
  row(
    "a destination",
    [create(), put(to("OnSuccess", QUEUE))],
    { OnSuccess: { Destination: QUEUE }, OnFailure: {} },
    EXCEPTIONS,
    "DestinationConfig",
  ),
  row("a destination that is none", [create(), put(to("OnSuccess"))], SETTINGS, EXCEPTIONS),
  row(
    "lists settings of asynchronous calls that are there",
    [create(), put({ MaximumRetryAttempts: 1 }), on("ListFunctionEventInvokeConfigs")],
    { FunctionEventInvokeConfigs: [{ ...SETTINGS, MaximumRetryAttempts: 1 }] },
    EXCEPTIONS,
  ),
  row(
    "nothing to set",
    [create(), put()],
    invalid("You must specify at least one of error handling or destination setting."),
    EXCEPTIONS,
  ),
  row(
    "settings for what is not there",
    [["PutFunctionEventInvokeConfig", { ...NOT_THERE, MaximumRetryAttempts: 1 }]],
    notFound("The function doesn't exist."),
    EXCEPTIONS,
  ),
  row(
    "settings for an alias that is not there",
    [create(), put({ Qualifier: "doesnotexist", MaximumRetryAttempts: 1 })],
    notFound("The function doesn't exist."),
    EXCEPTIONS,
  ),
  row(
    "settings for two versions at once",
    [create(), put({ FunctionName: "worker:1", Qualifier: "2", MaximumRetryAttempts: 1 })],
    invalid(MISMATCH),
    EXCEPTIONS,
  ),
  row(
    "a function that is not there as destination",
    [create(), put(to("OnSuccess", `${ARN}:doesnotexist`))],
    invalid(`The destination ARN ${ARN}:doesnotexist is invalid.`),
    EXCEPTIONS,
  ),
  row(
    "a function as its own destination",
    [create(), put(to("OnSuccess", `${ARN}:worker`))],
    invalid("You can't specify the function as a destination for itself."),
    EXCEPTIONS,
  ),
  row(
    "a destination of another service",
    [create(), put(to("OnSuccess", "arn:aws:iam:us-east-1:000000000000:function:worker"))],
    invalid(
      "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:iam:us-east-1:000000000000:function:worker), onFailure=null) is invalid.",
    ),
    EXCEPTIONS,
  ),
  row(
    "a destination that is no ARN",
    [create(), put(to("OnFailure", "arn:aws:_-/!lambda:us-east-1:000000000000:function:worker"))],
    breaks(
      "arn:aws:_-/!lambda:us-east-1:000000000000:function:worker",
      "destinationConfig.onFailure.destination",
      matches(
        "^$|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)",
      ),
    ),
    EXCEPTIONS,
  ),
  ...["DeleteFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"].map((operation) =>
    row(
      `${operation} where there is none`,
      [create(), on(operation, operation.startsWith("Update") ? { MaximumRetryAttempts: 1 } : {})],
      notFound(`The function ${ARN}:worker:$LATEST ${WITHOUT}`),
      EXCEPTIONS,
    ),
  ),
  row(
    "settings of an alias that is not there",
    [create(), put({ MaximumRetryAttempts: 1 }), on("GetFunctionEventInvokeConfig", { Qualifier: "doesnotexist" })],
    notFound(`The function ${ARN}:worker:doesnotexist ${WITHOUT}`),
    EXCEPTIONS,
  ),
];

export const lambdaControl: Table<Calls> = {
  service: "AWS Lambda",
  topic: "functions by the API",
  rows: [...functions, ...concurrency, ...permissions, ...urls, ...tagging, ...eventSettings],
};
