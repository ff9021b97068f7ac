import { expect } from "chai";
import type { Properties } from "../../../local/engine/resourceHandler";
import { getSubnets } from "../../../local/invokes/getSubnets";
import { createEc2 } from "../../../local/services/ec2/createEc2";
import { rejection } from "../../support/rejection";

describe("aws.ec2.getSubnets", () => {
  const ec2 = createEc2();
  ec2.putVpc({ id: "vpc-1", cidrBlock: "10.0.0.0/16" });
  ec2.putVpc({ id: "vpc-2", cidrBlock: "10.1.0.0/16" });
  const zone = { availabilityZone: "us-east-1a" };
  ec2.putSubnet({ ...zone, id: "subnet-private", vpcId: "vpc-1", cidrBlock: "10.0.0.0/24" });
  ec2.putSubnet({ ...zone, id: "subnet-public", vpcId: "vpc-1", cidrBlock: "10.0.1.0/24", mapsPublicIps: true });
  ec2.putSubnet({ ...zone, id: "subnet-other", vpcId: "vpc-2", cidrBlock: "10.1.0.0/24" });
  const ids = async (args: Properties) => (await getSubnets({ ec2 }).invoke(args)).ids;

  it("gives all of them without a filter", async () => {
    expect(await ids({})).to.have.members(["subnet-private", "subnet-public", "subnet-other"]);
  });

  it("takes filters together", async () => {
    const filters = [
      { name: "vpc-id", values: ["vpc-1"] },
      { name: "map-public-ip-on-launch", values: ["false"] },
    ];

    expect(await ids({ filters })).to.deep.equal(["subnet-private"]);
  });

  it("refuses a filter that it does not know, and tags", async () => {
    const { message } = await rejection(ids({ filters: [{ name: "colour", values: ["red"] }] }));

    expect(message).to.contain('the filter "colour" of subnets is not supported locally');
    expect((await rejection(ids({ tags: { a: "b" } }))).message).to.contain("tags of getSubnets");
  });
});
