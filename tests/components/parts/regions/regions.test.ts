import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { CLOUDFRONT, FUNCTION_URLS, regionWith } from "../../../../components/parts/regions/regions";
import { ValidatedIngest } from "../../../../components/validatedIngest";
import { runProgram } from "../../../support/program";

const ELSEWHERE = "give another by aws:region, or by the provider of the component";

class Place extends pulumi.ComponentResource {
  constructor(opts: pulumi.ComponentResourceOptions = {}) {
    super("test:index:Place", "place", {}, opts);
  }
}

function checkIn(feature: typeof CLOUDFRONT, region: string, options: { explicit?: string } = {}) {
  return runProgram(
    () => {
      pulumi.runtime.setAllConfig({ "aws:region": region });
      const { explicit } = options;
      const provider = explicit && new aws.Provider("there", { region: explicit as aws.Region });
      const parent = new Place(provider ? { provider } : {});
      new aws.sqs.Queue("gated", { name: regionWith(feature, 'Thing "it"', parent) }, { parent });
    },
    { call: (_token, _inputs, provider) => ({ region: provider === "" ? region : options.explicit }) },
  );
}

describe("the region of a component", () => {
  it("is taken where it has what is needed", async () => {
    const run = await checkIn(FUNCTION_URLS, "eu-west-1");

    expect(run.errors).to.deep.equal([]);
    expect(run.registrations.map(({ inputs }) => inputs.name)).to.deep.equal(["eu-west-1"]);
  });

  for (const [feature, region, what] of [
    [FUNCTION_URLS, "me-central-1", "Lambda function URLs"],
    [FUNCTION_URLS, "ap-southeast-7", "Lambda function URLs"],
    [CLOUDFRONT, "us-gov-east-1", "CloudFront"],
  ] as const) {
    it(`is refused at once where the stack's own, ${region}, has no ${what}`, async () => {
      const run = await checkIn(feature, region);

      expect(run.errors).to.deep.equal([`Thing "it": the region ${region} has no ${what}: ${ELSEWHERE}`]);
      expect(run.registrations).to.deep.equal([]);
    });

    it(`is refused before anything that needs ${what} is made where a provider's, ${region}, has none`, async () => {
      const run = await checkIn(feature, "us-east-1", { explicit: region });

      expect(run.errors).to.deep.equal([
        `error serializing property "name": Thing "it": the region ${region} has no ${what}: ${ELSEWHERE}`,
      ]);
      expect(run.registrations.filter(({ type }) => !type.startsWith("pulumi:providers"))).to.deep.equal([]);
    });
  }

  it("is that of the component's provider, whatever the stack's own lacks", async () => {
    const run = await checkIn(FUNCTION_URLS, "me-central-1", { explicit: "eu-west-1" });

    expect(run.errors).to.deep.equal([]);
  });

  it("is refused by a component with a function URL in one that has none", async () => {
    const run = await runProgram(() => {
      pulumi.runtime.setAllConfig({ "aws:region": "il-central-1" });
      new ValidatedIngest("entries");
    });

    expect(run.errors).to.deep.equal([
      `ValidatedIngest "entries": the region il-central-1 has no Lambda function URLs: ${ELSEWHERE}`,
    ]);
    expect(run.registrations).to.deep.equal([]);
  });
});
