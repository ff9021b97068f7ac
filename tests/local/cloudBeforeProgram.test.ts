import { request } from "node:http";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient, type SQSServiceException } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { accessOf } from "../../cli/localAccess";
import { freePort } from "../../local/base/freePort";
import { silentReport } from "../../local/base/report";
import { type LocalCloud, start } from "../../local/cloud";
import { ProgramFolder } from "../support/programFolder";
import { rejection } from "../support/rejection";

const PROGRAM = `import * as aws from "@pulumi/aws";
export const url = new aws.sqs.Queue("orders", { name: "orders" }).url;
new aws.s3.Bucket("files", { bucket: "files" });
`;
const APIS = ["/execute-api/abc123/orders", "/lambda-url/abc123/", "/cognito-idp/pool/oauth2/token"];

/** A start that has got as far as to listen, and evaluates its program when it is told to. */
interface Early {
  evaluate(): Promise<LocalCloud>;
}

describe("a cloud whose program is not evaluated yet", function () {
  this.timeout(120_000);

  const folder = new ProgramFolder(PROGRAM);
  let url: string;
  let port: number;
  let access: ReturnType<typeof accessOf>;
  let early: Early;
  let cloud: LocalCloud | undefined;

  async function startEarly(): Promise<Early> {
    let prepare = () => {};
    const prepared = new Promise<void>((resolve) => {
      prepare = resolve;
    });
    return new Promise((resolve, reject) => {
      const stage = (line: string) => {
        if (!line.startsWith("AWS services ready")) return;
        resolve({
          async evaluate() {
            prepare();
            cloud = await starting;
            return cloud;
          },
        });
      };
      const options = { port, prepared, keep: true, report: { ...silentReport, stage } };
      const starting = start({ folder: folder.path, stack: "local" }, options);
      starting.catch(reject);
    });
  }

  before(async () => {
    port = await freePort("the local cloud");
    url = `http://127.0.0.1:${port}`;
    const before = await (await startEarly()).evaluate();
    access = accessOf(before.services);
    await before.stop();
  });
  beforeEach(async () => {
    early = await startEarly();
  });
  afterEach(async () => (await early.evaluate()).stop());
  after(() => folder.remove());

  const sqs = (maxAttempts: number) => new SQSClient({ ...access, maxAttempts });
  const order = new SendMessageCommand({ QueueUrl: "http://127.0.0.1/000000000000/orders", MessageBody: "precious" });

  it("has everybody ask again for what the program makes, whatever page they are, and answers as ever afterwards", async () => {
    const answers = await Promise.all(APIS.map((path) => asked(url + path, { origin: "https://shop.example" })));
    const domain = await asked(`${url}/orders`, { host: "api.example.com" });
    await early.evaluate();
    const later = await Promise.all(APIS.map((path) => asked(url + path)));
    const strange = await asked(`${url}/orders`, { host: "api.example.com" });

    for (const { status, retryAfter, body } of [...answers, domain]) {
      expect({ status, retryAfter }).to.deep.equal({ status: 503, retryAfter: "1" });
      expect(JSON.parse(body).message).to.match(/^the local cloud has started, .*ask again/);
    }
    expect([...later, strange].map(({ status }) => status)).to.deep.equal([404, 403, 404, 403]);
  });

  it("has them ask again as soon as it listens, before its services are there", async () => {
    await (await early.evaluate()).stop();
    let over = false;
    const statuses: (number | undefined)[] = [];
    const asking = (async () => {
      while (!over) {
        const answer = await asked(url + APIS[0], { "content-type": "application/json" }, "POST").catch(
          () => undefined,
        );
        if (answer) statuses.push(answer.status);
      }
    })();
    early = await startEarly();
    over = true;
    await asking;
    statuses.push((await asked(url + APIS[0], {}, "POST")).status);

    expect([...new Set(statuses)]).to.deep.equal([503]);
  });

  it("shows its own pages", async () => {
    const answers = await Promise.all(["/", "/_local/mailbox.json"].map((path) => asked(url + path)));

    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
  });

  it("tells clients of AWS's APIs so in the way that they repeat, with the credentials that they had", async () => {
    const hasty = (await rejection(sqs(1).send(order))) as SQSServiceException;
    const patient = sqs(100).send(order);
    await early.evaluate();

    expect({ name: hasty.name, status: hasty.$metadata.httpStatusCode }).to.deep.equal({
      name: "ServiceUnavailable",
      status: 503,
    });
    expect(hasty.$response?.headers["retry-after"]).to.equal("1");
    expect((await patient).MessageId).to.be.a("string");
  });

  it("tells clients of S3 so in XML", async () => {
    const client = new S3Client({ ...access, maxAttempts: 1, forcePathStyle: true });
    const list = new ListObjectsV2Command({ Bucket: "files" });
    const error = await rejection(client.send(list));
    await early.evaluate();

    expect(error.name).to.equal("ServiceUnavailable");
    expect((await client.send(list)).KeyCount).to.equal(0);
  });
});

/** `fetch` lets nobody choose the host. */
function asked(
  url: string,
  headers: Record<string, string> = {},
  method = "GET",
): Promise<{ status: number | undefined; retryAfter: string | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (reply) => {
      let body = "";
      reply.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      reply.once("end", () => resolve({ status: reply.statusCode, retryAfter: reply.headers["retry-after"], body }));
    });
    sent.once("error", reject).end();
  });
}
