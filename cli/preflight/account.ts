import { DescribeAddressesCommand, DescribeSubnetsCommand, type EC2Client } from "@aws-sdk/client-ec2";

/** What is in an account's region already, as far as the plan adds to it. */
export interface AccountUse {
  /** The account that owns what was found; absent where nothing was. */
  accountId?: string;
  /** VPCs that have subnets. */
  vpcs: number;
  elasticIps: number;
}

/**
 * Reads what an account's region holds; it changes nothing.
 * @throws what the SDK throws, without credentials or permission above all
 */
export async function accountUse(ec2: EC2Client): Promise<AccountUse> {
  const [{ Subnets = [] }, { Addresses = [] }] = await Promise.all([
    ec2.send(new DescribeSubnetsCommand({})),
    ec2.send(new DescribeAddressesCommand({})),
  ]);
  const owner = Subnets.find(({ OwnerId }) => OwnerId !== undefined)?.OwnerId;
  return {
    ...(owner !== undefined && { accountId: owner }),
    vpcs: new Set(Subnets.map(({ VpcId }) => VpcId)).size,
    elasticIps: Addresses.length,
  };
}
