import type { Step } from "../calls";
import { ANY, type Table } from "../table";
import type { GatewayInput } from "./controlSubject";
import { apiReference, DELETED_WHILE_MAPPED, MAPPED_TWICE } from "./sources";

const restApiId = "$api.id";
const domainName = "orders.example.com";
const domain: Step = [
  "CreateDomainName",
  {
    ...{ domainName, endpointConfiguration: { types: ["REGIONAL"] } },
    regionalCertificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/1",
  },
];
const map = (more: object = {}): Step => ["CreateBasePathMapping", { domainName, restApiId, ...more }];

export const customDomains: Table<GatewayInput> = {
  service: "Amazon API Gateway (REST APIs)",
  topic: "custom domains by calls",
  rows: [
    {
      behaviour: "a mapping without a base path is told as (none)",
      input: { calls: [domain, map()] },
      answer: { basePath: "(none)", restApiId: ANY },
      source: apiReference("GetBasePathMapping"),
    },
    {
      behaviour: "a base path is changed, and the mapping is found by the new one",
      input: {
        calls: [
          domain,
          map({ basePath: "v1" }),
          [
            ...(["UpdateBasePathMapping"] as const),
            { domainName, basePath: "v1", patchOperations: [{ op: "replace", path: "/basePath", value: "v2" }] },
          ],
          ["GetBasePathMappings", { domainName }],
        ],
        see: "items.*.basePath",
      },
      answer: ["v2"],
      source: apiReference("UpdateBasePathMapping"),
    },
    {
      behaviour: "a base path leads to one API only",
      input: { calls: [domain, map({ basePath: "v1" }), map({ basePath: "v1" })] },
      answer: { error: "ConflictException", message: "Base path already exists for this domain name", status: 409 },
      source: MAPPED_TWICE,
    },
    {
      behaviour: "an API stays as long as a mapping leads to it",
      input: { calls: [domain, map(), ["DeleteRestApi", { restApiId }]] },
      answer: { error: "BadRequestException", message: ANY, status: 400 },
      source: DELETED_WHILE_MAPPED,
    },
  ],
};
