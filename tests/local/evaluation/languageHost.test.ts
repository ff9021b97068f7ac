import { execFile } from "node:child_process";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { RegisterResourceResponse, SupportsFeatureResponse } from "@pulumi/pulumi/proto/resource_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { TYPESCRIPT_HOOK } from "../../../local/evaluation/protocol";
import { ProgramFolder } from "../../support/programFolder";

const LANGUAGE_HOST = require.resolve("@pulumi/pulumi/cmd/run");
const PROGRAM = `import { make } from "./orders";

interface Order { name: string }

export = async (): Promise<Order> => make();
`;
/** With frames of Pulumi mapped as well, it took half a minute; as it is, a second and a half, and three times that on a busy machine. */
const LIMIT_SECONDS = 20;
const SAY_PROCESSOR_TIME = `process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(String((user + system) / 1e6));
});`;

/** Answers what a program asks the engine before it makes resources, and keeps what it logs. */
class Engine {
  readonly logged: string[] = [];
  readonly #server = new Server();

  async listen(): Promise<string> {
    this.#server.addService(EngineService as never, {
      log: (call: ServerUnaryCall<LogRequest, Empty>, done: sendUnaryData<Empty>) => {
        this.logged.push(stripVTControlCharacters(call.request.getMessage()));
        done(null, new Empty());
      },
    });
    this.#server.addService(ResourceMonitorService as never, {
      supportsFeature: (_: unknown, done: sendUnaryData<SupportsFeatureResponse>) =>
        done(null, new SupportsFeatureResponse()),
      registerResource: (_: unknown, done: sendUnaryData<RegisterResourceResponse>) => {
        const response = new RegisterResourceResponse();
        response.setUrn("urn:pulumi:local::test::pulumi:pulumi:Stack::test-local");
        done(null, response);
      },
      registerResourceOutputs: (_: unknown, done: sendUnaryData<Empty>) => done(null, new Empty()),
    });
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return `127.0.0.1:${port}`;
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}

describe("a program under Pulumi's language host", () => {
  const folder = new ProgramFolder(PROGRAM);
  after(() => folder.remove());

  /** As the Pulumi CLI starts a program. */
  async function failureOf(orders: string): Promise<{ message: string | undefined; processorSeconds: number }> {
    folder.write("orders.ts", orders);
    folder.write("processorTime.cjs", SAY_PROCESSOR_TIME);
    const engine = new Engine();
    const address = await engine.listen();
    const hooks = ["--require", TYPESCRIPT_HOOK, "--require", path.join(folder.path, "processorTime.cjs")];
    const flags = ["--project", "test", "--stack", "local", "--pwd", folder.path, "--dry-run", "true"];
    try {
      const printed = await new Promise<string>((resolve) => {
        execFile(
          process.execPath,
          [...hooks, LANGUAGE_HOST, "--monitor", address, "--engine", address, ...flags, "."],
          { cwd: folder.path },
          (_, stdout) => resolve(stdout),
        );
      });
      return {
        message: engine.logged.find((line) => line.includes("unhandled exception"))?.replaceAll(folder.path, ""),
        processorSeconds: Number(printed),
      };
    } finally {
      engine.stop();
    }
  }

  it("says within seconds in which line of which file it threw", async () => {
    const { message, processorSeconds } = await failureOf(`interface Order {
  name: string;
}

export function make(): Order {
  throw new Error("no orders today");
}
`);

    const lines = message?.split("\n") ?? [];
    expect(lines.slice(1, 4)).to.deep.equal([
      "Error: no orders today",
      "    at make (/orders.ts:6:9)",
      "    at module.exports (/index.ts:5:38)",
    ]);
    expect(processorSeconds).to.be.within(0.1, LIMIT_SECONDS);
  });

  it("says within seconds where the syntax is wrong", async () => {
    const { message, processorSeconds } = await failureOf(`export function make(): { name: string } {
  return {,};
}
`);

    expect(message).to.contain("SyntaxError: Property assignment expected. (/orders.ts:2:11)");
    expect(processorSeconds).to.be.within(0.1, LIMIT_SECONDS);
  });
});
