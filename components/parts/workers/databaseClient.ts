import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "../arguments/arguments";
import { connectionsThatFit } from "../data/instanceMemory";
import { POSTGRES_PORT, type Postgres } from "../data/postgres";
import type { Allow } from "../iam/policies";
import type { TaskEnvironment } from "./fargateTask";

/** Connections to the database that one worker holds at most. */
export const CONNECTIONS_PER_WORKER = 5;

/** Connections for operators, and those that RDS keeps for itself. */
const OTHER_CONNECTIONS = 10;

/**
 * Checks the argument `databaseMaxConnections`.
 * @param workers name and value of the argument that says how many workers connect at most: `{ maxWorkers }`
 * @param databaseClass the server's class; one that is known at deployment only is not held against the connections
 * @returns 0 for a database that is there already: whoever made it knows how many connections it takes
 * @throws RunError when these workers could use up the connections, or the server has not the memory for them
 */
export function connectionsOf(
  subject: Subject,
  args: { database?: object; databaseMaxConnections?: number },
  workers: Readonly<Record<string, number>>,
  databaseClass: pulumi.Input<string>,
): number {
  if (args.database !== undefined) return 0;
  const [[argument, count] = ["", 0]] = Object.entries(workers);
  const min = count * CONNECTIONS_PER_WORKER + OTHER_CONNECTIONS;
  const known = args.databaseMaxConnections ?? 100;
  const rule = `a whole number of at least ${min} (${CONNECTIONS_PER_WORKER} for each of ${argument}, and ${OTHER_CONNECTIONS} for others)`;
  checked(subject, "databaseMaxConnections", known, rule, (value) => Number.isInteger(value) && value >= min);
  const most = typeof databaseClass === "string" ? connectionsThatFit(databaseClass) : undefined;
  if (most !== undefined) {
    const fits = `at most ${most}, for which ${databaseClass} has memory (databaseClass)`;
    checked(subject, "databaseMaxConnections", known, fits, (value) => value <= most);
  }
  return known;
}

/** Lets workers connect to a database, from their side; the database's own group lets them in. */
export function databaseAccess(
  name: string,
  args: { workers: aws.ec2.SecurityGroup; database: Postgres; tags: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): aws.vpc.SecurityGroupEgressRule {
  return new aws.vpc.SecurityGroupEgressRule(
    `${name}-to-database`,
    {
      description: "The database.",
      securityGroupId: args.workers.id,
      referencedSecurityGroupId: args.database.securityGroup.id,
      ipProtocol: "tcp",
      fromPort: POSTGRES_PORT,
      toPort: POSTGRES_PORT,
      tags: args.tags,
    },
    opts,
  );
}

/** Makes the secret of the role that workers connect as. It has no value: the first worker makes the password. */
export function appSecret(
  name: string,
  { keyArn, tags }: { keyArn?: pulumi.Input<string> | undefined; tags: Record<string, string> },
  opts: pulumi.CustomResourceOptions,
): aws.secretsmanager.Secret {
  return new aws.secretsmanager.Secret(
    name,
    {
      description: "The database role of the workers, who make its password; another value changes it.",
      ...(keyArn !== undefined && { kmsKeyId: keyArn }),
      tags,
    },
    opts,
  );
}

/**
 * The environment variables by which a worker finds its database.
 * @param appRole the secret of the role that it connects as
 */
export function databaseEnvironment(
  { instance, secretArn, prefix }: Postgres,
  appRole: aws.secretsmanager.Secret,
): TaskEnvironment {
  return {
    DATABASE_APP_SECRET_ARN: appRole.arn,
    DATABASE_HOST: instance.address,
    DATABASE_PORT: instance.port,
    DATABASE_NAME: instance.dbName,
    DATABASE_SECRET_ARN: secretArn,
    ...(prefix !== undefined && { DATABASE_MIGRATIONS_PREFIX: prefix }),
    DATABASE_POOL_SIZE: CONNECTIONS_PER_WORKER,
  };
}

/** Lets a worker read and make the password of the role that it connects as. */
export function appSecretPermission(appRole: aws.secretsmanager.Secret): Allow {
  return { actions: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], resources: [appRole.arn] };
}

/**
 * Lets a worker read the password of the database's owner. It reads it when it connects, not when it starts: RDS changes the password every seven
 * days, and a worker may live longer.
 */
export function databasePermission({ secretArn }: Postgres): Allow {
  return { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] };
}
