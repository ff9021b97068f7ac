import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import type { Properties } from "../../engine/resourceHandler";
import {
  arnOf,
  bodyIn,
  type CloudFrontParts,
  changesTo,
  checkVersion,
  operationOn,
  type Params,
  type Routed,
  type Told,
  TYPES,
  versioned,
} from "./cloudFrontOperation";
import { HEADERS_POLICY } from "./configs";
import { inputsIn, listOf, membersOf } from "./shapes";

const PATH = "/response-headers-policy";
const ONE = `${PATH}/{Id}`;

const thePolicy = ({ Id }: Params) => arnOf("response-headers-policy", Id);

/** Operations on response headers policies of one's own. */
export const headersPolicyOperations: Readonly<Record<string, Routed>> = {
  CreateResponseHeadersPolicy: operationOn(
    "POST",
    PATH,
    { actions: ["CreateResponseHeadersPolicy"], resource: () => arnOf("response-headers-policy") },
    async (params, { resources }) => {
      const inputs = inputsFor(params, { resources });
      const made = await resources.create(TYPES.headersPolicy, inputs);
      return described(made, { at: `/2020-05-31${PATH}/${made.id}` });
    },
  ),
  ListResponseHeadersPolicies: operationOn(
    "GET",
    PATH,
    { actions: ["ListResponseHeadersPolicies"], resource: () => "*" },
    (_params, { resources }) => {
      const summaries = resources
        .all(TYPES.headersPolicy)
        .map((policy) => ({ Type: "custom", ResponseHeadersPolicy: contentOf(policy) }));
      const list = { MaxItems: Math.max(100, summaries.length), ...listOf("ResponseHeadersPolicySummary", summaries) };
      return { document: ["ResponseHeadersPolicyList", list] };
    },
  ),
  GetResponseHeadersPolicy: operationOn(
    "GET",
    ONE,
    { actions: ["GetResponseHeadersPolicy"], resource: thePolicy },
    (params, parts) => described(policyOf(params, parts)),
  ),
  GetResponseHeadersPolicyConfig: operationOn(
    "GET",
    `${ONE}/config`,
    { actions: ["GetResponseHeadersPolicyConfig"], resource: thePolicy },
    (params, parts) => {
      const found = policyOf(params, parts);
      return versioned(["ResponseHeadersPolicyConfig", membersOf(found.state, HEADERS_POLICY)], found);
    },
  ),
  UpdateResponseHeadersPolicy: operationOn(
    "PUT",
    ONE,
    { actions: ["UpdateResponseHeadersPolicy"], resource: thePolicy },
    async (params, parts) => {
      const found = policyOf(params, parts);
      checkVersion(params, found);
      return described(await parts.resources.update(found, changesTo(inputsFor(params, parts, found), found)));
    },
  ),
  DeleteResponseHeadersPolicy: operationOn(
    "DELETE",
    ONE,
    { actions: ["DeleteResponseHeadersPolicy"], resource: thePolicy },
    async (params, parts) => {
      const found = policyOf(params, parts);
      checkVersion(params, found);
      await parts.resources.delete(found);
      return { status: 204 };
    },
  ),
};

/** @throws AwsError `ResponseHeadersPolicyAlreadyExists` where another one has the name */
function inputsFor(params: Params, { resources }: CloudFrontParts, own?: KeptResource): Properties {
  const inputs = inputsIn(bodyIn(params, "ResponseHeadersPolicyConfig"), HEADERS_POLICY);
  const others = resources.all(TYPES.headersPolicy).filter(({ id }) => id !== own?.id);
  if (!others.some(({ state }) => state.name === inputs.name)) return inputs;
  throw new AwsError(
    "ResponseHeadersPolicyAlreadyExists",
    "A response headers policy with this name already exists in this account.",
    409,
  );
}

/** @throws AwsError `NoSuchResponseHeadersPolicy` */
function policyOf({ Id = "" }: Params, { resources }: CloudFrontParts): KeptResource {
  const found = resources.find(TYPES.headersPolicy, Id);
  if (found) return found;
  throw new AwsError("NoSuchResponseHeadersPolicy", "The response headers policy does not exist.", 404);
}

function described(policy: KeptResource, created?: { at: string }): Told {
  return versioned(["ResponseHeadersPolicy", contentOf(policy)], policy, created);
}

function contentOf({ id, state, changedAt }: KeptResource): object {
  return {
    ...{ Id: id, LastModifiedTime: new Date(changedAt) },
    ResponseHeadersPolicyConfig: membersOf(state, HEADERS_POLICY),
  };
}
