import { expect } from "chai";
import { ROLE, type RunTime, refusedToOthers } from "../runTime";

/** EC2. */
export function networks(runTime: RunTime): void {
  const { call } = runTime;

  describe("networks", () => {
    it("hold an instance that a call launches, with the role that its profile hands over", async () => {
      const { Vpc } = await call("ec2", "CreateVpc", { CidrBlock: "10.8.0.0/16" });
      const { VpcId } = Vpc;
      const { Subnet } = await call("ec2", "CreateSubnet", { VpcId, CidrBlock: "10.8.0.0/24" });
      const { SubnetId } = Subnet;
      const { GroupId } = await call("ec2", "CreateSecurityGroup", { GroupName: "made", Description: "made", VpcId });
      await call("ec2", "AuthorizeSecurityGroupIngress", {
        GroupId,
        IpPermissions: [{ IpProtocol: "tcp", FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: "10.8.0.0/16" }] }],
      });
      const { KeyMaterial } = await call("ec2", "CreateKeyPair", { KeyName: "made", KeyType: "ed25519" });
      const launch = {
        ...{ ImageId: "ami-0123456789abcdef0", InstanceType: "t4g.nano", MinCount: 1, MaxCount: 1, KeyName: "made" },
        ...{ SubnetId, SecurityGroupIds: [GroupId] },
      };
      const { Instances } = await call("ec2", "RunInstances", launch);
      const [{ InstanceId }] = Instances;
      const groups = runTime.services.instances.instance(InstanceId).securityGroupIds;
      const rule = runTime.services.ec2.ruleFor("ingress", groups, "10.8.0.9", 22);
      const keys = runTime.services.instances.authorizedKeys(InstanceId);
      await call("ec2", "TerminateInstances", { InstanceIds: [InstanceId] });
      await call("ec2", "DeleteKeyPair", { KeyName: "made" });
      await call("ec2", "DeleteSecurityGroup", { GroupId });
      await call("ec2", "DeleteSubnet", { SubnetId });
      await call("ec2", "DeleteVpc", { VpcId });
      const { Vpcs } = await call("ec2", "DescribeVpcs", { Filters: [{ Name: "vpc-id", Values: [VpcId] }] });

      expect(KeyMaterial).to.match(/^-----BEGIN OPENSSH PRIVATE KEY-----/);
      expect(rule?.peer).to.deep.equal({ cidrBlock: "10.8.0.0/16" });
      expect(keys.map((key) => key.split(" ")[0])).to.deep.equal(["ssh-ed25519"]);
      expect(Vpcs ?? []).to.deep.equal([]);
    });

    refusedToOthers(runTime, "ec2", {
      CreateVpc: { CidrBlock: "10.8.0.0/16" },
      DeleteVpc: { VpcId: "vpc-0123456789abcdef0" },
      CreateSubnet: { VpcId: "vpc-0123456789abcdef0", CidrBlock: "10.8.0.0/24" },
      CreateSecurityGroup: { GroupName: "no", Description: "no" },
      AuthorizeSecurityGroupIngress: { GroupId: "sg-0123456789abcdef0" },
      RevokeSecurityGroupEgress: { GroupId: "sg-0123456789abcdef0" },
      CreateInternetGateway: {},
      CreateRoute: { RouteTableId: "rtb-0123456789abcdef0", DestinationCidrBlock: "0.0.0.0/0" },
      CreateKeyPair: { KeyName: "no" },
      RunInstances: { ImageId: "ami-0123456789abcdef0", MinCount: 1, MaxCount: 1 },
      TerminateInstances: { InstanceIds: ["i-0123456789abcdef0"] },
      CreateTags: { Resources: ["vpc-0123456789abcdef0"], Tags: [{ Key: "a", Value: "b" }] },
    });

    it("launch nothing with a role that the caller may not hand over", async () => {
      const { instances, inventory } = runTime.services;
      const arn = "arn:aws:iam::000000000000:instance-profile/made";
      instances.putProfile({ name: "made", arn, roleArn: `${ROLE}/worker` });
      const type = "aws:iam/instanceProfile:InstanceProfile";
      inventory.keep({ type, id: "made", inputs: { role: "worker" }, state: { arn } });
      const refusal = await runTime.as("handless")("ec2", "RunInstances", {
        ...{ ImageId: "ami-0123456789abcdef0", MinCount: 1, MaxCount: 1, IamInstanceProfile: { Name: "made" } },
      });

      expect(refusal.message).to.contain(`is not authorized to perform: iam:PassRole on resource: ${ROLE}/worker`);
    });
  });
}
