import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { expect } from "chai";
import { createEntryApi } from "../../../functions/ingestion/entryApi";
import { DEFAULT_RULES } from "../../../functions/ingestion/rules";
import { silenceTelemetry } from "../support/telemetry";

/** A client of AWS that nobody should need. */
const unused = {
  send() {
    throw new Error("no AWS service should be asked");
  },
};

function request(rawPath: string, { accept = "application/json", rawQueryString = "" } = {}) {
  return {
    rawPath,
    rawQueryString,
    headers: { accept },
    isBase64Encoded: false,
    requestContext: { requestId: "r-1", http: { method: "GET", path: rawPath, sourceIp: "127.0.0.1", userAgent: "" } },
  } as unknown as APIGatewayProxyEventV2;
}

describe("a URL for entries whose list is closed", () => {
  let api: ReturnType<typeof createEntryApi>;

  before(() => {
    silenceTelemetry();
    api = createEntryApi({
      dynamo: unused as unknown as DynamoDBClient,
      stepFunctions: unused as unknown as SFNClient,
      entryTable: "entries",
      intakeArn: "arn:aws:states:us-east-1:111122223333:stateMachine:intake",
      maxQueryBytes: 4_096,
      maxBodyBytes: 4_096,
      rules: DEFAULT_RULES,
      listsEntries: false,
    });
  });

  for (const [path, options] of [
    ["/", {}],
    ["/", { rawQueryString: "limit=1000" }],
    ["/pending", {}],
    ["/pending", { accept: "text/html" }],
  ] as const) {
    it(`hands out nothing at ${path} ${JSON.stringify(options)}`, async () => {
      const { statusCode, body } = await api(request(path, options));

      expect(statusCode).to.equal(403);
      expect(body).to.contain("Entries can be sent here, but not read: the list is closed.");
    });
  }

  it("shows people the form, and no way to a list", async () => {
    const { statusCode, body = "" } = await api(request("/", { accept: "text/html" }));

    expect(statusCode).to.equal(200);
    expect(body).to.contain('<form method="post"').and.contain('name="pincode"');
    expect(body).not.to.contain("pending").and.not.contain("All entries");
  });
});

describe("a body that is no form", () => {
  const answer = (headers: Record<string, string>, body = "user_name=Ada&email=a@b.com&pincode=1234") => {
    const stepFunctions = {
      send: async () => ({ status: "SUCCEEDED", output: '{"outcome":"stored","id":"e-1"}' }),
    } as unknown as SFNClient;
    const api = createEntryApi({
      ...{ dynamo: unused as unknown as DynamoDBClient, stepFunctions, entryTable: "entries", intakeArn: "intake" },
      ...{ maxQueryBytes: 4_096, maxBodyBytes: 4_096, rules: DEFAULT_RULES, listsEntries: false },
    });
    const { requestContext, ...rest } = request("/");
    const http = { ...requestContext.http, method: "POST" };
    return api({ ...rest, headers, body, requestContext: { ...requestContext, http } } as APIGatewayProxyEventV2);
  };
  const form = "application/x-www-form-urlencoded";

  for (const headers of [
    { "content-type": "multipart/form-data; boundary=x" },
    { "content-type": "Multipart/Form-Data" },
    { "content-type": "application/json" },
    { "content-type": "text/plain" },
    { "content-type": `${form}x` },
    { "content-type": "" },
    { "content-type": `${form}; charset=utf-16` },
    { "content-type": form, "content-encoding": "gzip" },
  ]) {
    it(`is answered with 415: ${JSON.stringify(headers)}`, async () => {
      const { statusCode, body } = await answer(headers);

      expect(statusCode).to.equal(415);
      expect(JSON.parse(body ?? "")).to.include({ type: "urn:sluice:problem:unsupported-media-type", status: 415 });
    });
  }

  it("says what to send in its place", async () => {
    const { body } = await answer({ "content-type": "multipart/form-data; boundary=x" });

    expect(JSON.parse(body ?? "").detail).to.equal(
      'The Content-Type "multipart/form-data" is not supported; send application/x-www-form-urlencoded.',
    );
  });

  for (const headers of [
    {},
    { "content-type": form },
    { "Content-Type": "Application/X-WWW-Form-Urlencoded; Charset=UTF-8" },
    { "content-type": form, "content-encoding": "identity" },
  ]) {
    it(`is none where it says ${JSON.stringify(headers)}`, async () => {
      expect((await answer(headers)).statusCode).to.equal(201);
    });
  }
});

describe("an entry that the workflow finds in the table", () => {
  /** @param requestId of the request that the item remembers */
  const answer = (requestId: string, status: string) => {
    const item = { fingerprint: { S: "f-1" }, status: { S: status }, request_id: { S: requestId } };
    const output = JSON.stringify({ outcome: "known", id: "e-1", fingerprint: "f-1", reasons: [], earlier: item });
    const inputs: unknown[] = [];
    const stepFunctions = {
      async send({ input }: { input: { input: string } }) {
        inputs.push(JSON.parse(input.input));
        return { status: "SUCCEEDED", output };
      },
    } as unknown as SFNClient;
    const api = createEntryApi({
      ...{ dynamo: unused as unknown as DynamoDBClient, stepFunctions, entryTable: "entries", intakeArn: "intake" },
      ...{ maxQueryBytes: 4_096, maxBodyBytes: 4_096, rules: DEFAULT_RULES, listsEntries: false },
    });
    const asked = api(request("/", { rawQueryString: "user_name=Ada&email=a@b.com&pincode=1234" }));
    return asked.then(({ statusCode }) => ({ statusCode, inputs }));
  };

  it("is stored now, where an earlier try of this very request has put it there", async () => {
    const { statusCode, inputs } = await answer("r-1", "stored");

    expect(statusCode).to.equal(201);
    expect(inputs).to.deep.equal([
      { values: { user_name: "Ada", email: "a@b.com", pincode: "1234" }, faults: [], requestId: "r-1" },
    ]);
  });

  it("was stored before, where another request has", async () => {
    expect((await answer("r-0", "stored")).statusCode).to.equal(200);
  });

  it("waits for a person all the same, whoever has put it there", async () => {
    expect((await answer("r-1", "pending")).statusCode).to.equal(202);
  });
});
