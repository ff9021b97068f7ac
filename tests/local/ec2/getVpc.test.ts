import { expect } from "chai";
import { getAmi } from "../../../local/invokes/getAmi";
import { getVpc } from "../../../local/invokes/getVpc";
import { createEc2 } from "../../../local/services/ec2/createEc2";
import { rejection } from "../../support/rejection";

describe("aws.ec2.getVpc", () => {
  it("makes the default VPC when it is asked for, once", async () => {
    const ec2 = createEc2();
    const { invoke } = getVpc({ ec2 });

    const [first, second] = [await invoke({ default: true }), await invoke({ default: true })];

    expect(first).to.include({ cidrBlock: "172.31.0.0/16", default: true, id: second.id, state: "available" });
    expect(first.mainRouteTableId).to.equal(ec2.routeTables()[0]?.id);
    expect(ec2.routeTables()[0]?.routes).to.have.length(1);
    expect(ec2.vpcs()).to.have.length(1);
  });

  it("finds a VPC of the program's by its id and by its range, and says so where there is none or more", async () => {
    const ec2 = createEc2();
    const { invoke } = getVpc({ ec2 });
    ec2.putVpc({ id: "vpc-1", cidrBlock: "10.0.0.0/16" });
    ec2.putVpc({ id: "vpc-2", cidrBlock: "10.0.0.0/16" });

    expect((await invoke({ id: "vpc-2" })).id).to.equal("vpc-2");
    expect((await rejection(invoke({ id: "vpc-3" }))).message).to.equal("no matching EC2 VPC found");
    expect((await rejection(invoke({ cidrBlock: "10.0.0.0/16" }))).message).to.contain("multiple EC2 VPCs matched");
    expect((await rejection(invoke({ filters: [{ name: "owner-id", values: [] }] }))).message).to.contain(
      'the filter "owner-id" of VPCs is not supported locally',
    );
    expect((await rejection(invoke({ tags: { team: "a" } }))).message).to.contain("use id or filters");
  });
});

describe("aws.ec2.getAmi", () => {
  it("answers the same question with the same image", async () => {
    const filters = [{ name: "name", values: ["al2023-ami-*-arm64"] }];

    const [image, same, other] = await Promise.all([
      getAmi.invoke({ owners: ["amazon"], filters }),
      getAmi.invoke({ owners: ["amazon"], filters, mostRecent: true }),
      getAmi.invoke({ owners: ["self"], filters }),
    ]);

    expect(image.id)
      .to.match(/^ami-[0-9a-f]{17}$/)
      .and.to.equal(same?.id);
    expect(other?.id).not.to.equal(image.id);
    expect(image).to.include({ architecture: "arm64", imageOwnerAlias: "amazon", rootDeviceType: "ebs" });
  });
});
