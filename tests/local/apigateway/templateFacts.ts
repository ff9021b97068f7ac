import type { CallFacts } from "../../../local/services/apigateway/callFacts";

/** The facts of one request, for templates. */
export const FACTS: CallFacts = {
  request: {
    id: "extended",
    apiId: "api1",
    receivedAt: Date.parse("2020-03-12T19:03:58.390Z"),
    method: "POST",
    path: "/prod/gates/north",
    queryString: "q=1&q=2",
    protocol: "HTTP/1.1",
    headers: { "x-card": "c-9", "user-agent": "gate/1" },
    sourceIp: "127.0.0.1",
    localPort: 1,
  },
  requestId: "request-1",
  stage: "prod",
  deploymentId: "d1",
  path: "/gates/north",
  domainName: "api.example.com",
  query: { q: ["1", "2"] },
  headers: [["X-Card", "c-9"]],
  addedHeaders: { "x-amzn-trace-id": "Root=1-5e6a7c1e-0123456789abcdef01234567;Sampled=0" },
  stageVariables: { mode: "strict" },
  pathParameters: { gateId: "north" },
  method: { resourceId: "r1", resourcePath: "/gates/{gateId}" },
  apiKey: { id: "k1", value: "the-key", enabled: true },
};
