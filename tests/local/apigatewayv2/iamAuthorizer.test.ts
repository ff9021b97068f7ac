import { expect } from "chai";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import { API_ID, type ApiUnderTest, LOG_GROUP_ARN, lastEvent, startApi } from "./apiUnderTest";

const CALLER_ARN = "arn:aws:iam::000000000000:role/caller";
const API_ARN = `arn:aws:execute-api:us-east-1:000000000000:${API_ID}`;
const ACCESS_LOG = { logGroupArn: LOG_GROUP_ARN, format: "$context.status $context.authorizer.error" };

describe("IAM authorization of an HTTP API", () => {
  let iam: Iam;
  let warnings: string[];
  let api: ApiUnderTest;

  beforeEach(async () => {
    warnings = [];
    iam = createIam({
      report: { stage() {}, log() {}, warn: (source, line) => void warnings.push(`${source}: ${line}`) },
    });
    api = await startApi({
      iam,
      routes: ["GET /orders/{id}", "POST /orders"],
      stages: [{ name: "$default", accessLog: ACCESS_LOG }],
    });
  });
  afterEach(() => api.stop());

  function signedBy(
    { accessKeyId, sessionToken }: { accessKeyId: string; sessionToken: string },
    service = "execute-api",
  ): Record<string, string> {
    return {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20200312/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      "x-amz-security-token": sessionToken,
    };
  }

  function roleThatMay(...resources: string[]) {
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    iam.putRole({ arn: CALLER_ARN, name: "caller", trustPolicy: JSON.stringify({ Statement: trust }) });
    const allow = { Effect: "Allow", Action: "execute-api:Invoke", Resource: resources };
    iam.putRolePolicy(CALLER_ARN, "call", JSON.stringify({ Statement: allow }));
    return iam.assumeRole(CALLER_ARN, "me", "lambda.amazonaws.com").credentials;
  }

  it("lets in who may invoke stage, method and path, and names the caller in the event", async () => {
    const headers = signedBy(roleThatMay(`${API_ARN}/$default/GET/orders/*`));

    const { status } = await api.send("GET", "/orders/7?x=1", { headers });

    expect(status).to.equal(200);
    const { authorizer } = lastEvent(api).requestContext as unknown as { authorizer: { iam: object } };
    expect(authorizer.iam).to.include({
      accountId: "000000000000",
      userArn: "arn:aws:sts::000000000000:assumed-role/caller/me",
    });
  });

  it("lets the person at the laptop in", async () => {
    expect((await api.send("POST", "/orders", { headers: signedBy(iam.operator), body: "{}" })).status).to.equal(200);
  });

  it("refuses who may call another method or path, and says what is missing in the report", async () => {
    const headers = signedBy(roleThatMay(`${API_ARN}/$default/POST/orders`));

    const { status, body } = await api.send("GET", "/orders/7", { headers });

    expect(status).to.equal(403);
    expect(JSON.parse(body)).to.deep.equal({ message: "Forbidden" });
    expect(api.events).to.deep.equal([]);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(`execute-api:Invoke on ${API_ARN}/$default/GET/orders/7`);
  });

  it("refuses a request that is unsigned, or signed for another service, before any function is called", async () => {
    const credentials = roleThatMay(`${API_ARN}/*`);

    const unsigned = await api.send("POST", "/orders", { body: "{}" });
    const elsewhere = await api.send("POST", "/orders", { headers: signedBy(credentials, "lambda") });

    expect([unsigned.status, elsewhere.status]).to.deep.equal([403, 403]);
    expect(JSON.parse(unsigned.body)).to.deep.equal({ message: "Forbidden" });
    expect(api.events).to.deep.equal([]);
    expect(api.logLines.map(({ message }) => message)).to.deep.equal([
      "403 Request is missing Authentication Token",
      "403 Credential should be scoped to correct service: 'execute-api'.",
    ]);
  });

  it("refuses credentials that this cloud did not give", async () => {
    const headers = signedBy({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", sessionToken: "none" });

    expect((await api.send("GET", "/orders/7", { headers })).status).to.equal(403);
  });
});
