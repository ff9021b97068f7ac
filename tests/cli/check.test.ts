import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect } from "chai";
import { checkProgram } from "../../cli/check";
import { reportText } from "../../cli/check/text";
import { silentReport } from "../../local/base/report";
import { type LocalCloud, start } from "../../local/cloud";
import { Stubs } from "../../local/engine/standIn";
import { ProgramFolder } from "../support/programFolder";

const GATEWAY = "aws:ec2/vpnGateway:VpnGateway";
const PROGRAM = `
  import * as aws from "@pulumi/aws";
  const [one, two] = ["one", "two"].map((name) => new aws.ec2.VpnGateway(name));
  const topic = new aws.sns.Topic("topic", { firehoseSuccessFeedbackSampleRate: 5 });
  new aws.sns.Topic("other", { firehoseSuccessFeedbackSampleRate: 5, displayName: "kept" });
  new aws.sqs.Queue("refused", { visibilityTimeoutSeconds: 99_999 });
  new aws.sqs.Queue("follows", { policy: one.arn });
  const zone = aws.route53.getZoneOutput({ name: "example.com" });
  // Only known once the others are there.
  topic.arn.apply(() => new aws.ec2.VpnGateway("late"));
  export const gateway = { arn: one.arn, owner: one.id, given: two.amazonSideAsn };
  export const zoneId = zone.zoneId;
`;

describe("sluice check", () => {
  let folder: ProgramFolder;
  before(() => {
    folder = new ProgramFolder(PROGRAM);
  });
  after(() => folder.remove());

  it("lists all that is not supported at once, with what it touches, and leaves nothing behind", async () => {
    const { resources, findings, failure } = await checkProgram(folder.path, "local");

    expect({ resources, failure }).to.deep.equal({ resources: 7, failure: undefined });
    const plain = findings.map((finding) => {
      const { supported, message, ...rest } = { supported: [], message: "", ...finding };
      return { ...rest, ...(message !== "" && { message: message.split(/[.:]/)[0] }) };
    });
    expect(plain).to.deep.equal([
      { kind: "type", type: GATEWAY, resources: ["one", "two", "late"] },
      {
        kind: "property",
        type: "aws:sns/topic:Topic",
        property: "firehoseSuccessFeedbackSampleRate",
        resources: ["topic", "other"],
      },
      { kind: "function", token: "aws:route53/getZone:getZone", calls: 1 },
      {
        kind: "refusal",
        type: "aws:sqs/queue:Queue",
        name: "refused",
        usesInert: false,
        message: "Invalid value for the parameter VisibilityTimeout",
      },
      {
        kind: "refusal",
        type: "aws:sqs/queue:Queue",
        name: "follows",
        usesInert: true,
        message: "The policy document is malformed",
      },
    ]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("sluice-at-rest-"))).to.deep.equal([]);
  });

  it("takes a type for supported that is to pass, and tells what the program itself throws", async () => {
    folder.write("index.ts", `${PROGRAM}\nthrow new Error("no further");`);

    const { findings, failure } = await checkProgram(folder.path, "local", [GATEWAY]);

    expect(failure).to.include("no further");
    expect(findings.filter(({ kind }) => kind === "type")).to.deep.equal([]);
  });

  it("says what there is, a row each, and the ways on, each once", () => {
    const supported = ["aws:ec2/vpc:Vpc", "aws:ec2/natGateway:NatGateway"];
    const property = { kind: "property", type: "aws:sns/topic:Topic", resources: ["topic"] } as const;
    const text = reportText({
      resources: 9,
      failure: "it threw",
      findings: [
        { kind: "type", type: GATEWAY, resources: ["a", "b", "c", "d", "e"], supported },
        { ...property, property: "first" },
        { ...property, property: "second" },
        { kind: "refusal", type: "aws:sqs/queue:Queue", name: "q", message: "too long", usesInert: false },
      ],
    });

    expect(text).to.match(/│ the type +│ aws:ec2\/vpnGateway:VpnGateway +│ 5: a, b, c and 2 more +│/);
    expect(text).to.match(/│ second +│ aws:sns\/topic:Topic +│ 1: topic +│/);
    expect(text.split("\n").slice(-7)).to.deep.equal([
      `${GATEWAY}:`,
      "  the nearest that this service has here is NatGateway",
      `  --stub ${GATEWAY} lets it pass, inert; whoever adds it to the local cloud begins at local/resources/ec2/vpnGateway.ts`,
      "properties: leave them out of this stack, by a setting of it for instance",
      'aws:sqs/queue:Queue "q": too long',
      "the program did not come to its end, so there may be more: it threw",
      "9 resources, 4 findings",
    ]);
    expect(reportText({ resources: 2, findings: [] })).to.equal("2 resources: all of it runs here");
  });
});

describe("a resource that passes as an inert one", () => {
  it("has outputs that say that they are made up, and does not fail the program", async () => {
    const folder = new ProgramFolder(
      `import * as aws from "@pulumi/aws";
       const provider = new aws.Provider("own", { region: "us-east-1", skipCredentialsValidation: true });
       new aws.sqs.Queue("queue", {}, { provider });
       const { arn, id, amazonSideAsn } = new aws.ec2.VpnGateway("net", { amazonSideAsn: "65000" });
       export const made = { arn, id, amazonSideAsn };`,
    );
    let cloud: LocalCloud | undefined;
    try {
      cloud = await start(
        { folder: folder.path, stack: "local" },
        { port: 0, report: silentReport, standIn: () => new Stubs([GATEWAY]) },
      );

      expect(cloud.outputs.made?.value).to.deep.equal({
        arn: "arn:aws:stub:us-east-1:000000000000:net",
        id: "stub-net",
        amazonSideAsn: "65000",
      });
      expect(await cloud.reload(["index.ts"])).to.deep.equal([]);
    } finally {
      await cloud?.stop();
      folder.remove();
    }
  });
});
