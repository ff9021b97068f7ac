import { passing } from "../../iam/passRole";
import { notFound } from "../../services/apigateway/definedApi";
import { DOMAIN } from "./customDomains";
import { type GatewayParts, operationOn, type Params, type Routed } from "./gatewayOperation";
import { type Members, patched } from "./members";

const ACCOUNT = "aws:apigateway/account:Account";
const MEMBERS: Members = { cloudwatchRoleArn: {} };
/** Types of resources that have an ARN, and so tags. */
const TAGGED = [
  ...["aws:apigateway/restApi:RestApi", "aws:apigateway/stage:Stage"],
  ...["aws:apigateway/apiKey:ApiKey", "aws:apigateway/usagePlan:UsagePlan", DOMAIN],
  ...["aws:apigatewayv2/api:Api", "aws:apigatewayv2/stage:Stage"],
];

/** Operations on the account's settings, and on tags by the ARN of what has them. */
export const accountOperations: Readonly<Record<string, Routed>> = {
  GetAccount: operationOn("GET", "/account", (_params, parts) => describedAccount(parts)),
  UpdateAccount: operationOn(
    "PATCH",
    "/account",
    async ({ patchOperations = [] }, parts) => {
      const [before] = parts.resources.all(ACCOUNT);
      const changes = patched(before?.inputs ?? {}, patchOperations, MEMBERS);
      if (before) await parts.resources.update(before, changes);
      else await parts.resources.create(ACCOUNT, changes);
      return describedAccount(parts);
    },
    {
      permissions: ({ patchOperations = [] }) =>
        passing(
          patchOperations.findLast(({ path }) => path === "/cloudwatchRoleArn")?.value,
          "apigateway.amazonaws.com",
        ),
    },
  ),
  ...tagOperations("", "/tags/{resourceArn}", "PUT", 204),
  ...tagOperations("v2.", "/v2/tags/{resourceArn}", "POST", 201),
};

function tagOperations(prefix: string, path: string, method: "PUT" | "POST", status: number): Record<string, Routed> {
  return {
    [`${prefix}TagResource`]: operationOn(
      method,
      path,
      (params, parts) => {
        parts.resources.inventory.tag(taggedIn(params, parts), params.tags ?? {});
        return {};
      },
      { status },
    ),
    [`${prefix}UntagResource`]: operationOn(
      "DELETE",
      path,
      (params, parts) => {
        parts.resources.inventory.untag(taggedIn(params, parts), params.tagKeys as readonly string[]);
        return {};
      },
      { status: 204, lists: ["tagKeys"] },
    ),
    [`${prefix}GetTags`]: operationOn("GET", path, (params, parts) => ({
      tags: parts.resources.inventory.tagsOf(taggedIn(params, parts)),
    })),
  };
}

/** @throws AwsError `NotFoundException` */
function taggedIn({ resourceArn }: Params, { resources }: GatewayParts): string {
  const arn = String(resourceArn);
  if (TAGGED.some((type) => resources.all(type).some(({ state }) => state.arn === arn))) return arn;
  throw notFound("Invalid Resource specified");
}

function describedAccount({ resources }: GatewayParts): object {
  const [account] = resources.all(ACCOUNT);
  const { cloudwatchRoleArn } = account?.state ?? {};
  return {
    ...(cloudwatchRoleArn !== undefined && { cloudwatchRoleArn }),
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
    ...{ features: ["UsagePlans"], apiKeyVersion: "4" },
  };
}
