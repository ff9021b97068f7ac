import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { seededRandom } from "../../../local/base/chaos";
import { systemClock } from "../../../local/base/clock";
import { type StartedServices, startServices } from "../../../local/startServices";
import { malformed } from "./malformed/mutations";
import { NAMES, otherRequests, recordedRequests, type WireRequest } from "./malformed/recordedRequests";

/** How many requests the test sends; `MALFORMED_REQUESTS=10000 npm test -- malformedRequests` sends more. */
const REQUESTS = Number(process.env.MALFORMED_REQUESTS ?? 1_500);
/** Repeats a run: `MALFORMED_SEED=7`. */
const SEED = Number(process.env.MALFORMED_SEED ?? 1);
const AT_ONCE = 8;
/** S3's own status for what it does not have. */
const NOT_IMPLEMENTED = 501;

describe("malformed requests of every protocol", () => {
  let started: StartedServices;
  let workFolder: string;
  const warnings: string[] = [];

  before(async () => {
    workFolder = mkdtempSync(path.join(tmpdir(), "sluice-malformed-"));
    const report = {
      stage() {},
      log() {},
      warn: (source: string, line: string) => void warnings.push(`${source}: ${line}`),
    };
    started = await startServices({ port: 0, workFolder, clock: systemClock, report });
    const { sqs, dynamodb, kinesis, s3 } = started.services;
    await sqs.createQueue(NAMES.queue, {});
    await dynamodb.createTable({
      name: NAMES.table,
      attributeDefinitions: [{ name: "id", type: "S" }],
      hashKey: "id",
      globalSecondaryIndexes: [],
      deletionProtection: false,
    });
    kinesis.createStream({ name: NAMES.stream, shardCount: 1, retentionHours: 24, onDemand: false });
    s3.createBucket(NAMES.bucket);
  });

  after(async () => {
    await started.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  it(`are each answered with what is wrong, never with a failure of ours: ${REQUESTS} from seed ${SEED}`, async () => {
    const { edgeUrl, iam } = started.services;
    const recorded = await recordedRequests(iam.operator, edgeUrl);
    expect(recorded).to.have.length.above(35);
    const valid = [...recorded, ...otherRequests(recorded[0] as WireRequest)];
    const random = seededRandom(SEED);
    const requests = Array.from({ length: REQUESTS }, (_none, index) =>
      malformed(valid[index % valid.length] as WireRequest, random),
    );

    const failures: string[] = [];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_none, lane) => {
        for (let index = lane; index < requests.length; index += AT_ONCE) {
          const request = requests[index] as WireRequest;
          const status = await statusOf(new URL(edgeUrl), request);
          if (status >= 500 && status !== NOT_IMPLEMENTED) failures.push(`${index}: ${status} for ${textOf(request)}`);
        }
      }),
    );

    expect([...failures, ...warnings.filter((line) => line.includes("failed:"))].join("\n")).to.equal("");
  });

  it("leave the local cloud as able as before", async () => {
    const { edgeUrl, iam } = started.services;
    for (const request of await recordedRequests(iam.operator, edgeUrl)) {
      const status = await statusOf(new URL(edgeUrl), request);
      expect(status, textOf(request)).to.be.below(500);
    }
    const [send] = await recordedRequests(iam.operator, edgeUrl);
    expect(await statusOf(new URL(edgeUrl), send as WireRequest)).to.equal(200);
  });
});

/**
 * Sends a request on a connection of its own, as it is: an HTTP client would refuse to write much of it.
 *
 * @returns the status of the answer; 0 where the connection was closed without one, which is an answer to bytes that are no HTTP
 */
function statusOf(url: URL, { method, path: target, headers, body }: WireRequest): Promise<number> {
  const head = Object.entries({
    ...headers,
    host: url.host,
    "content-length": String(body.length),
    connection: "close",
  });
  const lines = [`${method} ${target} HTTP/1.1`, ...head.map(([name, value]) => `${name}: ${value}`), "", ""];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname);
    let answer = "";
    socket.on("data", (data) => {
      answer += data.toString("latin1");
    });
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve(statusIn(answer)) : reject(error),
    );
    socket.on("close", () => resolve(statusIn(answer)));
    socket.write(Buffer.concat([Buffer.from(lines.join("\r\n")), body]));
  });
}

function statusIn(answer: string): number {
  return Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);
}

function textOf({ method, path: target, headers, body }: WireRequest): string {
  const { authorization = "", ...rest } = headers;
  const scope = authorization.match(/Credential=[^,]*/)?.[0] ?? "";
  return `${method} ${target.slice(0, 200)} ${JSON.stringify({ ...rest, scope }).slice(0, 900)} ${body.toString().slice(0, 600)}`;
}
