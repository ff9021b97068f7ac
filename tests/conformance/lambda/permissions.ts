import type { Calls, Step } from "../calls";
import { ANY, type Row } from "../table";
import {
  ARN,
  breaks,
  conflict,
  create,
  FunctionName,
  invalid,
  MISMATCH,
  matches,
  NOT_THERE,
  notFound,
  on,
  row,
} from "./rows";

const DOES_NOT_EXIST = "The resource you requested does not exist.";
const QUALIFIERS = "We currently do not support adding policies for $LATEST.";
const ALIAS_PATTERN = "((?!^\\d+$)^[0-9a-zA-Z-_]+$)";
const permit = (StatementId = "s3", given: object = {}): Step => [
  "AddPermission",
  { FunctionName, StatementId, Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com", ...given },
];
const url = (AuthType = "NONE"): Step => on("CreateFunctionUrlConfig", { AuthType });
const statement = (Sid: string, Service: string, rest: object = {}) => ({
  ...{ Sid, Effect: "Allow", Principal: { Service }, Action: "lambda:InvokeFunction" },
  ...{ Resource: `${ARN}:worker`, ...rest },
});

/** Rows about who may call a function. */
export const permissions: readonly Row<Calls>[] = [
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

/** Rows about its address. */
export const urls: readonly Row<Calls>[] = [
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
