import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";
import { expect } from "chai";
import { systemClock } from "../../../../functions/shared/clock";
import { type ApiCallOptions, callOnce } from "../../../../functions/shared/queueWorker/apiCall";
import { createRateLimit } from "../../../../functions/shared/queueWorker/rateLimit";
import { Refused, Unavailable } from "../../../../functions/shared/serviceErrors";

describe("callOnce", () => {
  let server: Server;
  let answer: RequestListener;
  let paths: string[];

  before(async () => {
    server = createServer((request, response) => {
      paths.push(request.url ?? "");
      answer(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  beforeEach(() => {
    paths = [];
  });

  const call = (options: Partial<ApiCallOptions> = {}) =>
    callOnce(
      {
        ...{ fetch, clock: systemClock, timeoutMs: 20_000, maxPauseMs: 1_000, maxAnswerBytes: 1_048_576 },
        rateLimit: createRateLimit(systemClock, {}),
        ...options,
      },
      {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        ...{ method: "GET", headers: {}, notAboutTheRequest: new Set<number>() },
      },
      new AbortController().signal,
    );

  /** Zeros, of which gzip makes a thousandth. */
  const bomb =
    (status: number, megabytes: number, onDropped: () => void = () => undefined): RequestListener =>
    (_, response) => {
      response.writeHead(status, { "content-encoding": "gzip" });
      const gzip = createGzip();
      gzip.pipe(response);
      response.on("close", () => {
        if (!response.writableFinished) onDropped();
        gzip.destroy();
      });
      const megabyte = Buffer.alloc(1_048_576);
      let left = megabytes;
      const write = () => {
        while (left > 0) {
          left -= 1;
          if (!gzip.write(megabyte)) return void gzip.once("drain", write);
        }
        gzip.end();
      };
      write();
    };

  it("reads of 400 MB, which come as 408 KB of gzip, no more than it may", async () => {
    answer = bomb(200, 400);
    const before = process.memoryUsage().arrayBuffers;

    const { status, text, isCut } = await call();

    expect(status).to.equal(200);
    expect(isCut).to.equal(true);
    expect(text).to.have.length(1_048_576);
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(64 * 1_048_576);
  });

  it("drops the connection of an answer that does not end", async () => {
    let dropped: () => void = () => undefined;
    const isDropped = new Promise<void>((resolve) => {
      dropped = resolve;
    });
    answer = bomb(200, 1e9, () => dropped());

    await call();

    await isDropped;
  });

  it("says what a large refusal begins with", async () => {
    answer = bomb(422, 400);

    const error = await call({ maxAnswerBytes: 2_000 }).catch((thrown: unknown) => thrown);

    expect(error).to.be.instanceOf(Refused);
    expect((error as Error).message).to.have.length("the external API answered 422: ".length + 200);
  });

  it("has an answer of exactly as many bytes as it may whole, and one of another byte not", async () => {
    answer = (_, response) => response.end("é".repeat(512));

    expect(await call({ maxAnswerBytes: 1_024 })).to.deep.equal({ status: 200, text: "é".repeat(512), isCut: false });
    expect((await call({ maxAnswerBytes: 1_023 })).isCut).to.equal(true);
  });

  it("has an answer without a body", async () => {
    answer = (_, response) => response.writeHead(204).end();

    expect(await call()).to.deep.equal({ status: 204, text: "", isCut: false });
  });

  it("gives up an answer whose body does not come in time", async () => {
    answer = (_, response) => void response.writeHead(200).write("half");

    const error = await call({ timeoutMs: 50 }).catch((thrown: unknown) => thrown);

    expect(error).to.be.instanceOf(Unavailable);
    expect((error as Error).message).to.equal("no answer in 50 ms");
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`follows no redirect: ${status} counts as not answering`, async () => {
      answer = (_, response) => response.writeHead(status, { location: "/elsewhere" }).end();

      const error = await call().catch((thrown: unknown) => thrown);

      expect(error).to.be.instanceOf(Unavailable);
      expect(paths).to.deep.equal(["/"]);
    });
  }
});
