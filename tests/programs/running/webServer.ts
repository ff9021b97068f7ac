import * as aws from "@pulumi/aws";

/** A server of the newest Amazon Linux, with a firewall, in the network that every account has. */
export function webServer() {
  const image = aws.ec2.getAmiOutput({
    owners: ["amazon"],
    mostRecent: true,
    filters: [{ name: "name", values: ["al2023-ami-*-x86_64"] }],
  });
  const http = new aws.ec2.SecurityGroup("web-server", {
    ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
  });
  const server = new aws.ec2.Instance("web-server", {
    ami: image.id,
    instanceType: "t3.micro",
    vpcSecurityGroupIds: [http.id],
  });
  const network = aws.ec2.getVpcOutput({ default: true });
  return { address: server.publicIp, groupsNetwork: http.vpcId, network: network.id };
}
