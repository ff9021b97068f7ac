import type { KeptResource } from "../../base/inventory";
import { pageSize, TYPES } from "./cloudFrontOperation";
import { HEADERS_POLICY } from "./configs";
import { inputsIn, listOf, membersOf } from "./shapes";
import { operationsOf } from "./versionedKind";

/** Operations on response headers policies of one's own. */
export const headersPolicyOperations = operationsOf({
  name: "ResponseHeadersPolicy",
  plural: "ResponseHeadersPolicies",
  path: "response-headers-policy",
  type: TYPES.headersPolicy,
  changedAt: "",
  missing: "The response headers policy does not exist.",
  taken: "A response headers policy with this name already exists in this account.",
  inputs: (config) => inputsIn(config, HEADERS_POLICY),
  config: (state) => membersOf(state, HEADERS_POLICY),
  facts,
  summary: (policy) => ({
    Type: "custom",
    ResponseHeadersPolicy: { ...facts(policy), ResponseHeadersPolicyConfig: membersOf(policy.state, HEADERS_POLICY) },
  }),
  page: (item, summaries) => ({ MaxItems: pageSize(summaries), ...listOf(item, summaries) }),
});

function facts({ id, changedAt }: KeptResource): object {
  return { Id: id, LastModifiedTime: new Date(changedAt) };
}
