import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { AlarmDrivenWorkers } from "../../components/alarmDrivenWorkers";
import { AlarmTopic } from "../../components/alarmTopic";
import { BastionVpc } from "../../components/bastionVpc";
import { CardIngestStream } from "../../components/cardIngestStream";
import { DebounceTracker } from "../../components/debounceTracker";
import { EventAggregator } from "../../components/eventAggregator";
import { Network } from "../../components/network";
import { ScheduledFargateJobs } from "../../components/scheduledFargateJobs";
import { TrafficDashboard } from "../../components/trafficDashboard";
import { TrafficSimulator } from "../../components/trafficSimulator";
import { ValidatedIngest } from "../../components/validatedIngest";
import { WebhookQueue } from "../../components/webhookQueue";
import { inputsOf, type Run, runProgram } from "../support/program";

const PLACES: Readonly<Record<string, { partition: string; dnsSuffix: string; region: string }>> = {
  "in another region": { partition: "aws", dnsSuffix: "amazonaws.com", region: "eu-west-1" },
  "in AWS GovCloud": { partition: "aws-us-gov", dnsSuffix: "amazonaws.com", region: "us-gov-west-1" },
  "in China": { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn", region: "cn-north-1" },
};

/** One object, so that functions over it are made once. */
const AREAS = { hq: { gates: ["north-1"] } };
const SOURCES = { sources: { shop: { secret: "s3cret" } }, externalApiUrl: "https://api.example.com" };

/** Every component that makes resources in a region, with a provider of its own. */
function everything(provider: aws.Provider): void {
  const opts = { provider };
  const network = new Network("net", {}, opts);
  new BastionVpc("office", { sshCidrs: ["203.0.113.7/32"], alarmTopicArns: ["topic"] }, opts);
  new AlarmTopic("alarms", { emails: ["ops@example.com"] }, opts);
  const { producer } = new EventAggregator("events", {}, opts);
  new WebhookQueue("hooks", { ...SOURCES, network }, opts);
  new DebounceTracker("debounce", { ...SOURCES, network }, opts);
  new AlarmDrivenWorkers("bursts", { network }, opts);
  new ScheduledFargateJobs(
    "jobs",
    { network, image: "interval-jobs", jobs: { nightly: { schedule: "rate(1 day)" } } },
    opts,
  );
  new ValidatedIngest("entries", {}, opts);
  new CardIngestStream("cards", { areas: AREAS, devices: ["lobby"] }, opts);
  new TrafficDashboard("board", { functions: { Events: producer } }, opts);
  const fields = [{ name: "email", pattern: "[a-z]+", maxLength: 9, words: "letters" }];
  new TrafficSimulator("load", { network, url: "https://example.com/in", fields }, opts);
}

for (const [where, place] of Object.entries(PLACES)) {
  describe(`components with a provider ${where}`, function () {
    // All functions of the project are serialised.
    this.timeout(240_000);
    let run: Run<unknown>;
    const asked: string[] = [];

    before(async () => {
      run = await runProgram(
        () => {
          pulumi.runtime.setAllConfig({ "aws:region": "us-east-1" });
          everything(new aws.Provider("there", { region: place.region as aws.Region }));
        },
        {
          place,
          call(token, _inputs, provider) {
            if (!provider.includes("::there::")) asked.push(token);
            if (token.endsWith(":getAvailabilityZones"))
              return { names: ["a", "b"].map((zone) => place.region + zone) };
            return token.endsWith(":getParameter") ? { value: "ami-0123456789abcdef0" } : place;
          },
        },
      );
    });

    it("are made by it", () => {
      expect(run.errors).to.deep.equal([]);
      const own = run.registrations.filter(({ type }) => type.startsWith("aws:"));
      expect(own.length).to.be.greaterThan(300);
      expect(own.filter(({ provider }) => !provider.includes("::there::")).map(({ name }) => name)).to.deep.equal([]);
    });

    it("ask it where they are, and nobody else", () => {
      expect(asked).to.deep.equal([]);
    });

    it("name nothing of another partition or region", () => {
      const foreign = run.registrations.flatMap(({ name, inputs }) => {
        const found = JSON.stringify(inputs).match(
          /arn:aws[a-z-]*:|\b(us|eu|cn)(-gov)?-[a-z]+-\d\b|amazonaws\.com(\.cn)?\b/g,
        );
        const strange = [...new Set(found)].filter(
          (text) => ![`arn:${place.partition}:`, place.region, "amazonaws.com", place.dnsSuffix].includes(text),
        );
        return strange.map((text) => `${name}: ${text}`);
      });

      // The metrics of charges have one region in the partition aws, and there are none in others.
      expect(foreign).to.deep.equal(place.partition === "aws" ? ["board-dashboard: us-east-1"] : []);
    });

    it("let the logs of there use their keys", () => {
      const { policy } = inputsOf(run, "aws:kms/key:Key", "cards-key");

      expect(policy).to.include(`"logs.${place.region}.${place.dnsSuffix}"`);
    });
  });
}
