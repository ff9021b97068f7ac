import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { type CloudForPulumi, startForPulumi } from "../../../local/cloudForPulumi";
import * as registry from "../../../stacks/registry";
import { linesOf, managed } from "../describeSystem";
import { EngineStack } from "../engineStack";
import { type Inventory, takeInventory } from "../inventory";

/** API Gateway's role for logs, which is the account's and which another stack may use. */
const OUTLIVES = [
  "aws:apigateway/account:Account",
  "aws:iam/role:Role",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
];

const SYSTEMS = Object.values(registry).map(({ name }) => name);

describe("all systems in one stack under the Pulumi engine", function () {
  // Some 800 resources, beside other tests.
  this.timeout(600_000);

  let workFolder: string;
  let cloud: CloudForPulumi;
  let stack: EngineStack;
  let untouched: Omit<Inventory, "files">;

  before(async () => {
    workFolder = mkdtempSync(path.join(os.tmpdir(), "sluice-cloud-"));
    cloud = await startForPulumi({ port: 0, workFolder, report: silentReport });
    stack = await EngineStack.create("together", cloud, SYSTEMS);
    const { files: _none, ...inventory } = await takeInventory(cloud);
    untouched = inventory;
  });

  after(async () => {
    stack?.remove();
    await cloud?.stop();
    rmSync(workFolder, { recursive: true, force: true });
  });

  it("are made: no URN is another's", async () => {
    const made = await stack.up();

    expect(new Set(made.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
    expect(cloud.server.provider.count).to.equal(managed(made).length);
    const outputs = await stack.outputs();
    expect(Object.keys(outputs).sort()).to.deep.equal(Object.keys(registry).sort());
  });

  it("share one network, whose resources have the types, parents and names that awsx gives them", async () => {
    const vpc = "sluice:index:BastionVpc$sluice:index:Network$awsx:ec2:Vpc$aws:ec2/vpc:Vpc";
    const subnet = `${vpc}$aws:ec2/subnet:Subnet`;
    const table = `${subnet}$aws:ec2/routeTable:RouteTable`;
    const names = ["bastion-vpc-private-1", "bastion-vpc-private-2", "bastion-vpc-public-1", "bastion-vpc-public-2"];
    const each = (types: string) => names.map((name) => `${types}::${name}`);

    expect(await stack.urnsBelow("awsx:ec2:Vpc")).to.deep.equal(
      [
        `${vpc}::bastion-vpc`,
        `${vpc}$aws:ec2/internetGateway:InternetGateway::bastion-vpc`,
        `${subnet}$aws:ec2/natGateway:NatGateway::bastion-vpc-1`,
        ...each(subnet),
        ...each(table),
        ...each(`${table}$aws:ec2/route:Route`),
        ...each(`${table}$aws:ec2/routeTableAssociation:RouteTableAssociation`),
      ].sort(),
    );
  });

  it("have an image for each kind of task, named after it", async () => {
    const images = await stack.urnsBelow("awsx:ecr:Image");

    const image = "awsx:ecr:Image$docker-build:index:Image";
    expect(images.map((urn) => urn.slice(urn.indexOf("awsx:")))).to.deep.equal([
      `${image}::bursts-worker`,
      `${image}::debounce-handler`,
      `${image}::debounce-processor`,
      `${image}::interval`,
      `${image}::webhooks-worker`,
    ]);
  });

  // Each system's own test previews what has not changed as well.
  it("are left alone by a second up", async () => {
    expect(await stack.up()).to.deep.equal([]);
  });

  it("are updated as a setting of one says", async () => {
    await stack.configure("webhooks", { messagesAtOnce: 6 });

    expect(linesOf(await stack.up())).to.deep.equal([
      "replace aws:ecs/taskDefinition:TaskDefinition webhooks-worker-definition (containerDefinitions)",
      "update aws:ecs/service:Service webhooks-worker (taskDefinition)",
    ]);
  });

  it("leave nothing when they are destroyed", async () => {
    await stack.destroy();

    expect(cloud.server.provider.count).to.equal(OUTLIVES.length);
    const { files: _caches, ...left } = await takeInventory(cloud);
    expect(left).to.deep.equal(untouched);
  });
});
