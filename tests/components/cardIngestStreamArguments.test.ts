import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { CardIngestStream, type CardIngestStreamArgs } from "../../components/cardIngestStream";
import { artifactOf } from "../support/artifact";
import { inputsOf, registrationOf, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";
import { runWith } from "./cardIngestStreamUnderTest";

const NAME = "1 to 64 letters, digits, ., _ and - that start with a letter or a digit";
const CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/0a1b";

const wrong: readonly [args: Partial<CardIngestStreamArgs>, message: string][] = [
  [{ areas: {} }, "areas must be at least one area, got []"],
  [{ areas: { "a b": { gates: ["g"] } } }, `the name of an area must be ${NAME}, got "a b"`],
  [{ areas: { hq: { gates: [] } } }, "areas.hq.gates must be a list of at least one gate, got []"],
  [{ areas: { hq: { gates: ["g/1"] } } }, `areas.hq.gates must be names of ${NAME}, got "g/1"`],
  [
    { areas: { hq: { gates: ["g"] }, lab: { gates: ["g"] } } },
    'areas.lab.gates must be other gates than those of hq, got "g"',
  ],
  [
    { areas: { hq: { gates: ["g"], maxOccupancy: 0 } } },
    `areas.hq.maxOccupancy must be a whole number from 1 to ${Number.MAX_SAFE_INTEGER}, got 0`,
  ],
  [{ devices: [] }, "devices must be a list of 1 to 500 names, got []"],
  [{ devices: ["a", "b c"] }, `devices.1 must be ${NAME}, got "b c"`],
  [{ devices: ["a", "a"] }, 'devices.1 must be another name than those before it, got "a"'],
  [{ antiPassback: "none" as "hard" }, 'antiPassback must be one of hard, soft, got "none"'],
  [{ decide: "no" as unknown as () => undefined }, 'decide must be a function, got "no"'],
  [{ forgiveMissingExitAfterMinutes: 0 }, "forgiveMissingExitAfterMinutes must be a whole number of at least 1, got 0"],
  [{ shards: 0 }, "shards must be a whole number from 1 to 500, got 0"],
  [{ deviceRateLimit: 0 }, "deviceRateLimit must be a whole number of at least 1, got 0"],
  [{ deviceBurstLimit: 0 }, "deviceBurstLimit must be a whole number of at least 1, got 0"],
  [{ deviceQuotaPerDay: 0 }, "deviceQuotaPerDay must be a whole number of at least 1, got 0"],
  [{ slowDecisionMs: 50 }, "slowDecisionMs must be a whole number from 100 to 29000, got 50"],
  [{ deniedPercent: 101 }, "deniedPercent must be a whole number from 1 to 100, got 101"],
  [{ memoryMb: 64 }, "memoryMb must be a whole number from 128 to 10240, got 64"],
  [
    { domain: { name: "Gates.Example.com", certificate: CERTIFICATE } },
    'domain.name must be a host name in lower case, got "Gates.Example.com"',
  ],
];

describe("CardIngestStream's arguments", function () {
  this.timeout(240_000);

  for (const [args, message] of wrong) {
    it(`refuse ${JSON.stringify(args)} before anything is registered`, async () => {
      const run = await runWith(args);

      expect(run.errors).to.deep.equal([`CardIngestStream "cards": ${message}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  it("refuse a name whose archive's would be too long", async () => {
    const runNamed = (name: string) => runProgram(() => new CardIngestStream(name, { areas, devices: ["lobby"] }));
    const areas = { hq: { gates: ["north-1"] } };
    const name = "c".repeat(29);

    const run = await runNamed(name);

    expect(run.errors).to.deep.equal([
      `CardIngestStream "${name}": name must be 1 to 28 letters, digits and hyphens that start with a letter, got "${name}"`,
    ]);
    expect(run.urns).to.deep.equal([]);
    expect((await runNamed(name.slice(1))).errors).to.deep.equal([]);
  });

  it("are checked when they are known", async () => {
    const run = await runWith({ slowDecisionMs: pulumi.output(50) });

    expect(run.errors).not.to.deep.equal([]);
    for (const error of run.errors) {
      expect(error).to.match(
        /CardIngestStream "cards": slowDecisionMs must be a whole number from 100 to 29000, got 50$/,
      );
    }
  });

  it("put the API under a name of one's own, with TLS 1.2 at least, and switch AWS's off", async () => {
    const run = await runWith({ domain: { name: "gates.example.com", certificate: CERTIFICATE } });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "aws:apigateway/restApi:RestApi", "cards-gates").disableExecuteApiEndpoint).to.equal(true);
    expect(inputsOf(run, "aws:apigateway/domainName:DomainName", "cards-gates-domain")).to.deep.include({
      ...{ domainName: "gates.example.com", regionalCertificateArn: CERTIFICATE, securityPolicy: "TLS_1_2" },
      endpointConfiguration: { types: "REGIONAL" },
    });
    expect(inputsOf(run, "aws:apigateway/basePathMapping:BasePathMapping", "cards-gates-domain")).to.deep.equal({
      ...{ restApi: "cards-gates-id", stageName: "v1", domainName: "gates.example.com" },
    });
    const endpoint = await new Promise((resolve) => run.result?.gateApiEndpoint.apply(resolve));
    expect(endpoint).to.equal("https://gates.example.com");
  });

  it("carry a rule of one's own into the function that decides, which may read cards then", async () => {
    const banned = ["c-7"];
    const run = await runWith({
      decide: ({ card, gate }) => (banned.includes(card.card_id) ? `banned-at-${gate}` : undefined),
    });
    expect(run.errors).to.deep.equal([]);
    const code = await artifactOf(run, "cards-entry");

    expect(code).to.include("banned-at-").and.to.include("c-7");
    const allowed = statementsOf(run, "cards-entry-policy").flatMap(({ Action }) => Action ?? []);
    expect(allowed).to.include("dynamodb:BatchGetItem");
  });

  it("deploy the API anew when AWS's URL is switched off, which takes effect only then", async () => {
    const triggersOf = async (args: Parameters<typeof runWith>[0]) =>
      inputsOf(await runWith(args), "aws:apigateway/deployment:Deployment", "cards-gates-deployment").triggers;
    const own = { domain: { name: "gates.example.com", certificate: CERTIFICATE } };

    const [open, again, closed] = [await triggersOf({}), await triggersOf({}), await triggersOf(own)];

    expect(again).to.deep.equal(open);
    expect(closed).not.to.deep.equal(open);
  });

  it("set shards, quota and the archive's terms", async () => {
    const run = await runWith({ shards: 4, deviceQuotaPerDay: 10_000, bufferSeconds: 60 });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "aws:kinesis/stream:Stream", "cards-events")).to.deep.include({
      ...{ shardCount: 4, streamModeDetails: { streamMode: "PROVISIONED" } },
    });
    expect(inputsOf(run, "aws:apigateway/usagePlan:UsagePlan", "cards-gates-plan").quotaSettings).to.deep.equal({
      ...{ limit: 10_000, period: "DAY" },
    });
    const { extendedS3Configuration: delivery } = inputsOf(
      run,
      "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
      "cards-archive-delivery",
    );
    expect((delivery as { bufferingInterval: number }).bufferingInterval).to.equal(60);
  });

  it("give the account its role for API Gateway's logs before the stage that writes one, and let it outlive the stack", async () => {
    const run = await runWith({ apiLogRole: true });

    const account = inputsOf(run, "aws:apigateway/account:Account", "cards-gates-access-log-account");
    const { dependencies } = registrationOf(run, "aws:apigateway/stage:Stage", "cards-gates-stage");
    expect(account).to.deep.equal({
      cloudwatchRoleArn: "arn:aws:iam::111122223333:role/cards-gates-access-log-role-name",
    });
    expect(dependencies.map((urn) => urn.split("::").at(-1))).to.include("cards-gates-access-log-account");
    expect([...run.retained].sort()).to.deep.equal([
      "cards-gates-access-log-account",
      "cards-gates-access-log-policy",
      "cards-gates-access-log-role",
    ]);
  });

  it("may be outputs that a preview does not know", async () => {
    const run = await runWith({}, { preview: true });

    expect(run.errors).to.deep.equal([]);
  });
});
