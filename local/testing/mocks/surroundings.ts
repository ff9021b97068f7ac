/** Answers a function of the provider that asks where a program runs, as AWS would; nothing of other functions. */
export function surroundings(token: string, region: string, accountId: string): Record<string, unknown> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId };
    case "aws:index/getPartition:getPartition":
      return partitionOf(region);
    case "aws:index/getRegion:getRegion":
      return { region };
    case "aws:index/getAvailabilityZones:getAvailabilityZones":
      return { names: ["a", "b", "c"].map((letter) => `${region}${letter}`) };
    // Which subnets there are is looked up at deployment; that there are two is all that a plan needs.
    case "aws:ec2/getSubnets:getSubnets":
      return { ids: ["subnet-1", "subnet-2"] };
    default:
      return {};
  }
}

/** Source: AWS Fault Isolation Boundaries, "Partitions", https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): { partition: string; dnsSuffix: string } {
  if (region.startsWith("cn-")) return { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" };
  return { partition: region.startsWith("us-gov-") ? "aws-us-gov" : "aws", dnsSuffix: "amazonaws.com" };
}
