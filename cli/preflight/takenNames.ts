import { GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { HeadBucketCommand } from "@aws-sdk/client-s3";
import type { Clients } from "./clients";
import type { PlannedName } from "./names";

/**
 * Tells if something has a name already.
 * @throws Error for a kind of name that is not asked about, and what the SDK throws
 */
export async function isTaken(
  { kind, name }: PlannedName,
  { s3, cloudWatch, logs }: Pick<Clients, "s3" | "cloudWatch" | "logs">,
): Promise<boolean> {
  switch (kind) {
    case "bucket":
      return s3.send(new HeadBucketCommand({ Bucket: name })).then(() => true, bucketExists);
    case "dashboard":
      return cloudWatch.send(new GetDashboardCommand({ DashboardName: name })).then(
        () => true,
        (error: Error) => {
          if (error.name.includes("NotFound")) return false;
          throw error;
        },
      );
    case "log group": {
      const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
      return logGroups.some(({ logGroupName }) => logGroupName === name);
    }
    default:
      throw new Error(`a preflight does not look for a ${kind}`);
  }
}

/**
 * Reads a refusal. A bucket's name is taken in all accounts together: one of somebody else is forbidden, and one in another region is
 * elsewhere (Amazon S3 API Reference, "HeadBucket").
 */
function bucketExists(error: Error & { $metadata?: { httpStatusCode?: number } }): boolean {
  const status = error.$metadata?.httpStatusCode;
  if (status === 404) return false;
  if (status === 403 || status === 301) return true;
  throw error;
}
