import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { zipOf } from "./zip";

/** A function of ours, to be run by a peer. */
export interface DeployedFunction {
  /** Content by path. */
  files: ReadonlyMap<string, Buffer>;
  handler: string;
  variables: Readonly<Record<string, string>>;
  memoryMb: number;
}

const REGION = "us-east-1";
/** Peers look at nobody's credentials. */
const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };
const STAGE = "$default";

/** A local AWS that somebody has started, reached by AWS's APIs only. */
export class Peer {
  /** @param endpoint `"http://127.0.0.1:4566"` */
  constructor(private readonly endpoint: string) {}

  async createTable(TableName: string, hashKey: string): Promise<void> {
    const client = new DynamoDBClient({ endpoint: this.endpoint, region: REGION, credentials: CREDENTIALS });
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: "S" }],
        KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
      }),
    );
    client.destroy();
  }

  /** @returns the function's ARN */
  async createFunction(name: string, { files, handler, variables, memoryMb }: DeployedFunction): Promise<string> {
    const created = await this.#post("lambda", "/2015-03-31/functions", {
      FunctionName: name,
      Runtime: "nodejs20.x",
      Role: "arn:aws:iam::000000000000:role/bench",
      Handler: handler,
      Code: { ZipFile: zipOf(files).toString("base64") },
      Environment: { Variables: { ...variables, AWS_ENDPOINT_URL: this.endpoint } },
      MemorySize: memoryMb,
      Timeout: 30,
    });
    return String(created.FunctionArn);
  }

  /** @returns the base URL of an API with one route to the function */
  async createApi(routeKey: string, functionArn: string): Promise<string> {
    const { apiId } = await this.#post("apigateway", "/v2/apis", { name: "bench", protocolType: "HTTP" });
    const { integrationId } = await this.#post("apigateway", `/v2/apis/${apiId}/integrations`, {
      integrationType: "AWS_PROXY",
      integrationUri: functionArn,
      payloadFormatVersion: "2.0",
    });
    const route = { routeKey, target: `integrations/${integrationId}` };
    await this.#post("apigateway", `/v2/apis/${apiId}/routes`, route);
    await this.#post("apigateway", `/v2/apis/${apiId}/stages`, { stageName: STAGE, autoDeploy: true });
    return `${this.endpoint}/_aws/execute-api/${apiId}/${STAGE}`;
  }

  async #post(service: string, path: string, body: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.endpoint}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the peer answered ${path} with ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as Record<string, unknown>;
  }
}
