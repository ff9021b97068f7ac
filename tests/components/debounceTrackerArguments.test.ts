import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { DebounceTrackerArgs } from "../../components/debounceTracker/args";
import { inputsOf } from "../support/program";
import { runWith } from "./debounceTrackerUnderTest";

/** Every argument that has a rule, with what breaks it and the words for it. */
const wrong: [Partial<DebounceTrackerArgs>, string][] = [
  [{ fetchState: undefined } as object, "externalApiUrl, fetchState must be exactly one of them given, got []"],
  [
    { externalApiUrl: "https://api.example.com", fetchState: async () => 1 },
    'externalApiUrl, fetchState must be exactly one of them given, got ["externalApiUrl","fetchState"]',
  ],
  [{ fetchState: "GET" as unknown as () => Promise<unknown> }, 'fetchState must be a function, got "GET"'],
  [{ store: 1 as unknown as () => Promise<void> }, "store must be a function, got 1"],
  [{ entityOf: 1 as unknown as () => string }, "entityOf must be a function, got 1"],
  [
    { fetchState: async () => 1, externalApiMaxAnswerBytes: 2_000 },
    "externalApiMaxAnswerBytes must be absent with fetchState, got 2000",
  ],
  [
    { fetchState: async () => 1, externalApiSecretHeaders: { authorization: "arn" } },
    'externalApiSecretHeaders must be absent with fetchState, got {"authorization":"arn"}',
  ],
  [{ entityOf: () => "e", entityIdPointer: "/id" }, 'entityIdPointer must be absent with entityOf, got "/id"'],
  [{ environment: { A: "b" } }, 'environment must be absent without fetchState and store, got {"A":"b"}'],
  [{ externalApiUrl: "api.example.com" }, 'externalApiUrl must be an http or https URL, got "api.example.com"'],
  [
    { externalApiUrl: "https://me:pa55word@api.example.com/in" },
    "externalApiUrl must be a URL without user and password, with which no request can be made and which would be logged, " +
      'got "https://...@api.example.com/in"',
  ],
  [
    { entityIdPointer: "order.id" },
    'entityIdPointer must be a JSON pointer such as /data/id, with ~0 for ~ and ~1 for /, got "order.id"',
  ],
  [{ quietSeconds: 0 }, "quietSeconds must be a whole number from 1 to 86400, got 0"],
  [{ quietSeconds: 86_401 }, "quietSeconds must be a whole number from 1 to 86400, got 86401"],
  [{ quietSeconds: 1.5 }, "quietSeconds must be a whole number from 1 to 86400, got 1.5"],
  [{ maxWaitSeconds: 59 }, "maxWaitSeconds must be a whole number from quietSeconds (60) to 604800, got 59"],
  [{ maxWaitSeconds: 604_801 }, "maxWaitSeconds must be a whole number from quietSeconds (60) to 604800, got 604801"],
  [{ leaseSeconds: 2 }, "leaseSeconds must be a whole number from 3 to 3600, got 2"],
  [{ minHandlers: -1 }, "minHandlers must be a whole number from 0 to 1000, got -1"],
  [{ minHandlers: 0, maxHandlers: 0 }, "maxHandlers must be a whole number from 1 to 1000, got 0"],
  [{ minHandlers: 6 }, "maxHandlers must be at least minHandlers (6), got 5"],
  [{ acceptableLatencySeconds: 0 }, "acceptableLatencySeconds must be a number above 0, got 0"],
  [{ secondsPerMessage: 0 }, "secondsPerMessage must be a number above 0, got 0"],
  [{ messagesAtOnce: 0 }, "messagesAtOnce must be a whole number from 1 to 1000, got 0"],
  [{ visibilityTimeoutSeconds: 9 }, "visibilityTimeoutSeconds must be a whole number from 10 to 43200, got 9"],
  [{ maxReceiveCount: 0 }, "maxReceiveCount must be a whole number from 1 to 1000, got 0"],
  [{ minProcessors: 0 }, "minProcessors must be a whole number from 1 to 1000, got 0"],
  [{ minProcessors: 5 }, "maxProcessors must be at least minProcessors (5), got 4"],
  [{ entitiesAtOnce: 1_001 }, "entitiesAtOnce must be a whole number from 1 to 1000, got 1001"],
  [{ targetBusyPercent: 91 }, "targetBusyPercent must be a whole number from 10 to 90, got 91"],
  [{ scaleOutCooldownSeconds: -1 }, "scaleOutCooldownSeconds must be a whole number from 0 to 3600, got -1"],
  [{ scaleInCooldownSeconds: 3_601 }, "scaleInCooldownSeconds must be a whole number from 0 to 3600, got 3601"],
  [{ externalApiRateLimit: 0 }, "externalApiRateLimit must be a number above 0, got 0"],
  [{ externalApiTimeoutSeconds: 601 }, "externalApiTimeoutSeconds must be a whole number from 1 to 600, got 601"],
  [{ overdueSeconds: 59 }, "overdueSeconds must be a whole number of at least 60, got 59"],
  [{ architecture: "riscv" as "arm64" }, 'architecture must be one of arm64, x86_64, got "riscv"'],
  [{ cpu: 300 as 256 }, "cpu must be one of 256, 512, 1024, 2048, 4096, got 300"],
  [{ memoryMb: 511 }, "memoryMb must be 1024 to 4096 in steps of 1024 with a cpu of 512, got 511"],
  [{ stopTimeoutSeconds: 121 }, "stopTimeoutSeconds must be a whole number from 2 to 120, got 121"],
  [{ databaseStorageGb: 19 }, "databaseStorageGb must be a whole number from 20 to 6144, got 19"],
  [
    { maxProcessors: 20 },
    "databaseMaxConnections must be a whole number of at least 110 (5 for each of maxProcessors, and 10 for others), got 100",
  ],
  [{ backupRetentionDays: 0 }, "backupRetentionDays must be a whole number from 1 to 35, got 0"],
  [{ throttleRateLimit: 0 }, "throttleRateLimit must be a whole number of at least 1, got 0"],
  [{ throttleBurstLimit: 0 }, "throttleBurstLimit must be a whole number of at least 1, got 0"],
  [{ sources: { github: { secret: "" } } }, 'sources.github.secret must be a text that is not empty, got ""'],
];

describe("DebounceTracker's arguments", () => {
  for (const [args, message] of wrong) {
    it(`refuse ${JSON.stringify(args)} before anything is registered`, async () => {
      const run = await runWith(args);

      expect(run.errors).to.deep.equal([`DebounceTracker "orders": ${message}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  it("are checked when they are known", async () => {
    const run = await runWith({ throttleRateLimit: pulumi.output(0) }, { untilFailure: true });

    expect(run.errors).to.have.length(1);
    expect(run.errors[0]).to.match(
      /^error serializing property ".*": DebounceTracker "orders": throttleRateLimit must be a whole number of at least 1, got 0$/,
    );
  });

  it("give both services of another CPU the memory that goes with it", async () => {
    const run = await runWith({ cpu: 4096 });

    for (const role of ["handler", "processor"]) {
      expect(inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", `orders-${role}-definition`)).to.include({
        cpu: "4096",
        memory: "8192",
      });
    }
  });

  for (const [url, port] of [
    ["http://api.example.com/in", 80],
    ["https://api.example.com:8443/in", 8443],
  ] as const) {
    it(`open port ${port} for ${url}, besides 443`, async () => {
      const run = await runWith({ externalApiUrl: url });

      const rule = (name: string) =>
        inputsOf(run, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", `orders-processor-to-${name}`);
      expect(rule("api")).to.deep.include({
        securityGroupId: "orders-processor-group-id",
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
      });
      expect(rule("https")).to.include({ fromPort: 443, toPort: 443 });
    });
  }

  it("may all be at their limits", async () => {
    const run = await runWith({ minHandlers: 0, maxHandlers: 1, quietSeconds: 86_400, maxWaitSeconds: 86_400 });

    expect(run.errors).to.deep.equal([]);
  });
});
