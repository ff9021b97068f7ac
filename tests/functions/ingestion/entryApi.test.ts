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
