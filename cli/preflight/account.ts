import { DescribeAddressesCommand, DescribeSubnetsCommand, type EC2Client } from "@aws-sdk/client-ec2";

/** The contents of an account's region, as far as a plan adds to them. */
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
