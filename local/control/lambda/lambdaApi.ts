import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService, RestRoutes } from "../../edge/awsService";
import { getAccountSettings } from "./accountSettings";
import * as eventConfigs from "./eventInvokeConfigs";
import * as mappings from "./eventSourceMappings";
import * as functions from "./functions";
import * as urls from "./functionUrls";
import { invoke } from "./invoke";
import type { LambdaParts } from "./lambdaOperation";
import * as permissions from "./permissions";
import * as reading from "./reading";
import * as tags from "./tags";

const FUNCTIONS = "/2015-03-31/functions";
const ONE = `${FUNCTIONS}/{FunctionName}`;
const MAPPINGS = "/2015-03-31/event-source-mappings";
const URL = "/2021-10-31/functions/{FunctionName}/url";
const EVENT_INVOKE_CONFIG = "/2019-09-25/functions/{FunctionName}/event-invoke-config";
const TAGS = "/2017-03-31/tags/{Resource}";

/** Source: AWS Lambda API Reference, "Actions": the request syntax of each. */
const ROUTES: RestRoutes = {
  AddPermission: { method: "POST", path: `${ONE}/policy`, status: 201 },
  CreateEventSourceMapping: { method: "POST", path: MAPPINGS, status: 202 },
  CreateFunction: { method: "POST", path: FUNCTIONS, status: 201 },
  CreateFunctionUrlConfig: { method: "POST", path: URL, status: 201 },
  DeleteEventSourceMapping: { method: "DELETE", path: `${MAPPINGS}/{UUID}`, status: 202 },
  DeleteFunction: { method: "DELETE", path: ONE, status: 204 },
  DeleteFunctionConcurrency: {
    method: "DELETE",
    path: "/2017-10-31/functions/{FunctionName}/concurrency",
    status: 204,
  },
  DeleteFunctionUrlConfig: { method: "DELETE", path: URL, status: 204 },
  GetAccountSettings: { method: "GET", path: "/2016-08-19/account-settings" },
  GetEventSourceMapping: { method: "GET", path: `${MAPPINGS}/{UUID}` },
  GetFunction: { method: "GET", path: ONE },
  GetFunctionConcurrency: { method: "GET", path: "/2019-09-30/functions/{FunctionName}/concurrency" },
  GetFunctionConfiguration: { method: "GET", path: `${ONE}/configuration` },
  GetFunctionCodeSigningConfig: { method: "GET", path: "/2020-06-30/functions/{FunctionName}/code-signing-config" },
  DeleteFunctionEventInvokeConfig: { method: "DELETE", path: EVENT_INVOKE_CONFIG, status: 204 },
  GetFunctionEventInvokeConfig: { method: "GET", path: EVENT_INVOKE_CONFIG },
  GetFunctionUrlConfig: { method: "GET", path: URL },
  GetPolicy: { method: "GET", path: `${ONE}/policy` },
  Invoke: {
    method: "POST",
    path: `${ONE}/invocations`,
    payload: "Payload",
    headers: { "x-amz-invocation-type": "InvocationType", "x-amz-log-type": "LogType" },
  },
  ListAliases: { method: "GET", path: `${ONE}/aliases` },
  ListEventSourceMappings: { method: "GET", path: MAPPINGS },
  ListFunctionEventInvokeConfigs: { method: "GET", path: `${EVENT_INVOKE_CONFIG}/list` },
  ListFunctionUrlConfigs: { method: "GET", path: `${URL}s` },
  ListFunctions: { method: "GET", path: FUNCTIONS },
  ListTags: { method: "GET", path: TAGS },
  ListVersionsByFunction: { method: "GET", path: `${ONE}/versions` },
  PutFunctionEventInvokeConfig: { method: "PUT", path: EVENT_INVOKE_CONFIG },
  PutFunctionConcurrency: { method: "PUT", path: "/2017-10-31/functions/{FunctionName}/concurrency" },
  RemovePermission: { method: "DELETE", path: `${ONE}/policy/{StatementId}`, status: 204 },
  TagResource: { method: "POST", path: TAGS, status: 204 },
  UntagResource: { method: "DELETE", path: TAGS, status: 204, query: { tagKeys: "TagKeys" }, lists: ["tagKeys"] },
  UpdateEventSourceMapping: { method: "PUT", path: `${MAPPINGS}/{UUID}`, status: 202 },
  UpdateFunctionCode: { method: "PUT", path: `${ONE}/code` },
  UpdateFunctionConfiguration: { method: "PUT", path: `${ONE}/configuration` },
  UpdateFunctionEventInvokeConfig: { method: "POST", path: EVENT_INVOKE_CONFIG },
  UpdateFunctionUrlConfig: { method: "PUT", path: URL },
};

/**
 * Lambda's API.
 *
 * Known differences from AWS: a function is there as soon as it is made; versions, aliases, layers and images are not
 * supported; lists have one page.
 *
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for AWS Lambda".
 */
export function lambdaApi(parts: LambdaParts): AwsService {
  return awsApi({
    signingName: "lambda",
    protocol: "rest-json",
    routes: ROUTES,
    parts,
    operations: {
      AddPermission: permissions.addPermission,
      CreateEventSourceMapping: mappings.createEventSourceMapping,
      CreateFunction: functions.createFunction,
      CreateFunctionUrlConfig: urls.createFunctionUrlConfig,
      DeleteEventSourceMapping: mappings.deleteEventSourceMapping,
      DeleteFunction: functions.deleteFunction,
      DeleteFunctionConcurrency: functions.deleteFunctionConcurrency,
      DeleteFunctionEventInvokeConfig: eventConfigs.deleteFunctionEventInvokeConfig,
      DeleteFunctionUrlConfig: urls.deleteFunctionUrlConfig,
      GetAccountSettings: getAccountSettings,
      GetEventSourceMapping: mappings.getEventSourceMapping,
      GetFunction: functions.getFunction,
      GetFunctionCodeSigningConfig: reading.getFunctionCodeSigningConfig,
      GetFunctionConcurrency: functions.getFunctionConcurrency,
      GetFunctionConfiguration: functions.getFunctionConfiguration,
      GetFunctionEventInvokeConfig: eventConfigs.getFunctionEventInvokeConfig,
      GetFunctionUrlConfig: urls.getFunctionUrlConfig,
      GetPolicy: permissions.getPolicy,
      Invoke: invoke,
      ListAliases: reading.listAliases,
      ListEventSourceMappings: mappings.listEventSourceMappings,
      ListFunctionEventInvokeConfigs: eventConfigs.listFunctionEventInvokeConfigs,
      ListFunctionUrlConfigs: urls.listFunctionUrlConfigs,
      ListFunctions: functions.listFunctions,
      ListTags: tags.listTags,
      ListVersionsByFunction: reading.listVersionsByFunction,
      PutFunctionEventInvokeConfig: eventConfigs.putFunctionEventInvokeConfig,
      PutFunctionConcurrency: functions.putFunctionConcurrency,
      RemovePermission: permissions.removePermission,
      TagResource: tags.tagResource,
      UntagResource: tags.untagResource,
      UpdateEventSourceMapping: mappings.updateEventSourceMapping,
      UpdateFunctionCode: functions.updateFunctionCode,
      UpdateFunctionConfiguration: functions.updateFunctionConfiguration,
      UpdateFunctionEventInvokeConfig: eventConfigs.updateFunctionEventInvokeConfig,
      UpdateFunctionUrlConfig: urls.updateFunctionUrlConfig,
    },
    unknown: (operation) =>
      new AwsError("UnknownOperationException", `The local cloud does not run lambda:${operation}.`, 404),
    refused: ({ parameter, kind }) =>
      new AwsError("ValidationException", `1 validation error detected: '${parameter}' must be a ${kind}`),
  });
}
