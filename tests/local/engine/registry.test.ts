import { expect } from "chai";
import { Registry, resourceFile } from "../../../local/engine/registry";
import type { InvokeHandler } from "../../../local/engine/resourceHandler";
import { FakeHandler, THING } from "./fakeHandler";

const getThing: InvokeHandler = { token: "aws:fake/getThing:getThing", invoke: async () => ({}) };

describe("Registry", () => {
  it("finds handlers by type and token", () => {
    const handler = new FakeHandler();
    const registry = new Registry([handler], [getThing]);

    expect(registry.resource(THING)).to.equal(handler);
    expect(registry.invoke("aws:fake/getThing:getThing")).to.equal(getThing);
  });

  it("names an unknown type and the file to add it to", () => {
    const registry = new Registry([], []);

    expect(() => registry.resource("aws:sns/topic:Topic")).to.throw(
      "aws:sns/topic:Topic is not supported locally yet: sluice check lists all that is not, and --stub aws:sns/topic:Topic lets it " +
        "pass as an inert resource. To support it, add local/resources/sns/topic.ts and list it in local/resources/index.ts",
    );
  });

  it("names an unknown function and the file to add it to", () => {
    const registry = new Registry([], []);

    expect(() => registry.invoke("aws:ec2/getVpc:getVpc")).to.throw(
      "aws:ec2/getVpc:getVpc is not supported locally yet: give its result by the stack's configuration (pulumi.Config) instead. " +
        "To support it, add local/invokes/getVpc.ts and list it in local/invokes/index.ts",
    );
  });

  for (const [type, advice] of [
    [
      "awsx:lb:ApplicationLoadBalancer",
      "there are no load balancers here; let an HTTP API answer instead, or make it in other",
    ],
    ["aws:route53/zone:Zone", "there are no zones of DNS here; give the zone's id by configuration"],
    ["aws:appsync/graphQLApi:GraphQLApi", "there are no GraphQL APIs here"],
    ["aws:eks/cluster:Cluster", "there is no Kubernetes here; containers run as services of ECS"],
  ] as const) {
    it(`says of ${type} what to do without it, before what would support it`, () => {
      expect(() => new Registry([], []).resource(type)).to.throw(`${type} is not supported locally yet (${advice}`);
    });
  }

  it("refuses a property outside of the handler's table by name, and lists those in it", () => {
    const registry = new Registry([new FakeHandler()], []);

    expect(() => registry.checkProperties(registry.resource(THING), { size: 1, colour: "red" })).to.throw(
      'the property "colour" is not supported locally yet: unset it for this stack, or honour it in ' +
        "local/resources/fake/thing.ts (supported: name, place, secret, size)",
    );
  });

  it("accepts tags, tagsAll and region everywhere, and properties that are unset", () => {
    const registry = new Registry([new FakeHandler()], []);
    const inputs = { tags: { a: "b" }, tagsAll: {}, region: "us-east-1", colour: undefined };

    expect(() => registry.checkProperties(registry.resource(THING), inputs)).not.to.throw();
  });

  it("refuses two handlers for one type", () => {
    expect(() => new Registry([new FakeHandler(), new FakeHandler()], [])).to.throw(`two handlers claim ${THING}`);
  });

  for (const [type, file] of [
    ["aws:s3/bucketV2:BucketV2", "local/resources/s3/bucketV2.ts"],
    ["awsx:ecr:Image", "local/resources/awsx/image.ts"],
    ["random:index/randomId:RandomId", "local/resources/random/randomId.ts"],
    ["pulumi:providers:aws", "local/resources/pulumi/aws.ts"],
  ] as const) {
    it(`puts ${type} into ${file}`, () => {
      expect(resourceFile(type)).to.equal(file);
    });
  }
});
