import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { silentReport } from "../../../local/base/report";
import { type LocalCloud, start } from "../../../local/cloud";
import { ProgramFolder } from "../../support/programFolder";

const FOLDER = path.resolve(__dirname, "../../../web/console");

/** A small program: a queue with dead letters that a function reads, a table, a log and an alarm. */
const PROGRAM = `
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const dead = new aws.sqs.Queue("orders-dead", { name: "orders-dead" });
export const orders = new aws.sqs.Queue("orders", {
  name: "orders",
  visibilityTimeoutSeconds: 30,
  redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 }),
}).url;
const table = new aws.dynamodb.Table("customers", {
  name: "customers",
  billingMode: "PAY_PER_REQUEST",
  hashKey: "id",
  rangeKey: "at",
  attributes: [{ name: "id", type: "S" }, { name: "at", type: "N" }],
});
const role = new aws.iam.Role("greeter", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
  }),
});
const group = new aws.cloudwatch.LogGroup("greeter", { name: "/aws/lambda/greeter" });
new aws.iam.RolePolicy("greeter", {
  role: role.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: pulumi.interpolate\`\${group.arn}:*\` },
      { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table.arn },
    ],
  }),
});
new aws.lambda.Function("greeter", {
  name: "greeter",
  role: role.arn,
  runtime: "nodejs22.x",
  handler: "index.handler",
  environment: { variables: { SECRET: "do-not-show" } },
  code: new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(\`exports.handler = async ({ name }) => {
      if (name === undefined) throw new TypeError("nobody to greet");
      console.log("greeting", name);
      return { greeting: "Hello, " + name };
    };\`),
  }),
});
new aws.cloudwatch.MetricAlarm("orders-dead", {
  name: "orders-dead",
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "orders-dead" },
  comparisonOperator: "GreaterThanThreshold",
  threshold: 0,
  evaluationPeriods: 1,
  period: 60,
  statistic: "Maximum",
});
`;

/** A cloud with the console, for the tests of a file together. */
export interface ConsoleUnderTest {
  cloud: LocalCloud;
  url: string;
  stop(): Promise<void>;
}

export async function consoleUnderTest(): Promise<ConsoleUnderTest> {
  const folder = new ProgramFolder(PROGRAM);
  const workFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-console-")));
  const options = { port: 0, workFolder, report: silentReport, consoleFolder: FOLDER };
  const cloud = await start({ folder: folder.path, stack: "local" }, options);
  return {
    cloud,
    url: cloud.services.edgeUrl,
    async stop() {
      await cloud.stop();
      folder.remove();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}

export interface Sent {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** Sends a request with exactly these headers, as a program may that is no browser. */
export function send(
  url: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

/** Lists what axe-core finds wrong with a page, by rule and element. It runs beside the page's own scripts, which its policy allows alone. */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}
