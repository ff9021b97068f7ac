import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "../../network";
import { type Transform, transformed } from "../arguments/transform";

export interface PostgresArgs {
  network: NetworkPlace;
  /** The security groups that may connect, each by a name of its own; nobody else may. */
  clients: Readonly<Record<string, aws.ec2.SecurityGroup>>;
  databaseName: pulumi.Input<string>;
  /** `"db.t4g.micro"` */
  instanceClass: pulumi.Input<string>;
  /** GiB to begin with; it grows by itself to five times that. */
  storageGb: number;
  /** Connections that the server takes, those of operators and of RDS itself included. */
  maxConnections: pulumi.Input<number>;
  /** Keeps a standby in another zone, which takes over within a minute or two. */
  multiAz: pulumi.Input<boolean>;
  /** Days of backups, to any second of which the database can be restored; 1 to 35. */
  backupRetentionDays: pulumi.Input<number>;
  deletionProtection: pulumi.Input<boolean>;
  /** Days that the server's log is kept. */
  logRetentionDays: pulumi.Input<number>;
  /** Leaves a snapshot of a database that is deleted or replaced. */
  finalSnapshot: pulumi.Input<boolean>;
  /** Changes the server at once, with a restart where it takes one, and not in its next maintenance window. */
  applyImmediately: pulumi.Input<boolean>;
  tags: Record<string, string>;
  transform?: {
    database?: Transform<aws.rds.InstanceArgs> | undefined;
    parameterGroup?: Transform<aws.rds.ParameterGroupArgs> | undefined;
  };
}

export interface Postgres {
  instance: aws.rds.Instance;
  securityGroup: aws.ec2.SecurityGroup;
  /** ARN of the secret that RDS keeps the master user's name and password in, as `{"username":...,"password":...}`. */
  secretArn: pulumi.Output<string>;
  /** Begins the names of tables that others may have as well; absent in a database of one component alone. */
  prefix?: string;
}

export const POSTGRES_PORT = 5432;

const MAJOR_VERSION = "17";
/** The log that goes to CloudWatch (RDS User Guide, "Publishing PostgreSQL logs to Amazon CloudWatch Logs"). */
const POSTGRES_LOG = "postgresql";
const STORAGE_GROWTH = 5;

/**
 * An encrypted RDS for PostgreSQL in private subnets. Its password is made, kept and rotated by RDS (every seven days), so no program
 * or person ever handles it; clients read it from Secrets Manager when they connect, and connect over TLS or not at all.
 */
export function postgres(name: string, args: PostgresArgs, opts: pulumi.CustomResourceOptions): Postgres {
  const securityGroup = new aws.ec2.SecurityGroup(
    `${name}-group`,
    { description: "Who may connect to the database.", vpcId: args.network.vpcId, tags: args.tags },
    opts,
  );
  letIn(name, { securityGroup, clients: args.clients, tags: args.tags }, opts);
  const subnetGroup = new aws.rds.SubnetGroup(
    `${name}-subnets`,
    { subnetIds: args.network.privateSubnetIds, tags: args.tags },
    opts,
  );
  const [parameterGroupName, setParameterGroupName] = pulumi.deferredOutput<string>();
  const instanceSettings = instanceArgs(args, { securityGroup, subnetGroup, parameterGroupName });
  setParameterGroupName(parameterGroup(name, args, instanceSettings, opts).name);
  // RDS makes the group of its log itself where there is none, and such a group keeps lines for ever: so the server's name, which is
  // in the group's, has to be known before there is a server. It is of one life of the database, as the parameter group's is.
  const identifier = pulumi
    .all([instanceSettings.identifier, parameterGroupName])
    .apply(([own, group]) => own ?? group.replace("-parameters-", "-"));
  // A prefix makes a name that nobody knows before.
  const isNamed = instanceSettings.identifierPrefix === undefined;
  const logs = isNamed ? [serverLog(`${name}-log`, identifier, args, opts)] : [];
  const instance = new aws.rds.Instance(
    name,
    { ...instanceSettings, ...(isNamed && { identifier }) },
    { ...opts, dependsOn: logs },
  );
  const secretArn = instance.masterUserSecrets.apply((secrets) => secrets[0]?.secretArn ?? "");
  return { instance, securityGroup, secretArn };
}

/** Lets clients connect to a database, from its side. */
export function letIn(
  name: string,
  args: {
    securityGroup: aws.ec2.SecurityGroup;
    clients: Readonly<Record<string, aws.ec2.SecurityGroup>>;
    tags: Record<string, string>;
  },
  opts: pulumi.CustomResourceOptions,
): void {
  for (const [client, group] of Object.entries(args.clients)) {
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-from-${client}`,
      {
        description: `PostgreSQL from ${client}, and from nothing else.`,
        securityGroupId: args.securityGroup.id,
        referencedSecurityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: POSTGRES_PORT,
        toPort: POSTGRES_PORT,
        tags: args.tags,
      },
      opts,
    );
  }
}

/** The group that RDS exports the server's log to, where it is there before the server. */
function serverLog(
  name: string,
  identifier: pulumi.Input<string>,
  { logRetentionDays, tags }: PostgresArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
  return new aws.cloudwatch.LogGroup(
    name,
    {
      name: pulumi.interpolate`/aws/rds/instance/${identifier}/${POSTGRES_LOG}`,
      retentionInDays: logRetentionDays,
      tags,
    },
    opts,
  );
}

/**
 * The server's parameters. The group is replaced together with the instance, for its description, which cannot change, names all that
 * replaces one. So its name, which Pulumi makes anew, belongs to one life of the database.
 */
function parameterGroup(
  name: string,
  args: PostgresArgs,
  instance: aws.rds.InstanceArgs,
  opts: pulumi.CustomResourceOptions,
): aws.rds.ParameterGroup {
  return new aws.rds.ParameterGroup(
    `${name}-parameters`,
    transformed(args.transform?.parameterGroup, {
      family: `postgres${MAJOR_VERSION}`,
      description: descriptionOf(instance),
      parameters: [
        { name: "rds.force_ssl", value: "1" },
        // A static parameter: a change waits for the next restart.
        { name: "max_connections", value: pulumi.interpolate`${args.maxConnections}`, applyMethod: "pending-reboot" },
      ],
      tags: args.tags,
    }),
    opts,
  );
}

/** Tells one life of a database from the next. Source: pulumi-aws, `aws.rds.Instance`, the inputs whose change replaces it. */
function descriptionOf(instance: aws.rds.InstanceArgs): pulumi.Output<string> {
  const { engine, dbName, username, identifier, identifierPrefix, availabilityZone } = instance;
  const { storageEncrypted, kmsKeyId, snapshotIdentifier } = instance;
  return pulumi
    .jsonStringify([
      [engine, dbName, username, identifier, identifierPrefix, availabilityZone],
      [storageEncrypted, kmsKeyId, snapshotIdentifier],
    ])
    .apply((life) => `Of the database ${createHash("sha256").update(life).digest("hex").slice(0, 8)}`);
}

interface InstanceSurroundings {
  securityGroup: aws.ec2.SecurityGroup;
  subnetGroup: aws.rds.SubnetGroup;
  parameterGroupName: pulumi.Output<string>;
}

function instanceArgs(
  args: PostgresArgs,
  { securityGroup, subnetGroup, parameterGroupName }: InstanceSurroundings,
): aws.rds.InstanceArgs {
  return transformed(args.transform?.database, {
    engine: "postgres",
    engineVersion: MAJOR_VERSION,
    instanceClass: args.instanceClass,
    dbName: args.databaseName,
    // RDS reserves "admin", and everybody tries "postgres" first.
    username: "sluice",
    manageMasterUserPassword: true,
    port: POSTGRES_PORT,
    allocatedStorage: args.storageGb,
    maxAllocatedStorage: args.storageGb * STORAGE_GROWTH,
    storageType: "gp3",
    storageEncrypted: true,
    dbSubnetGroupName: subnetGroup.name,
    vpcSecurityGroupIds: [securityGroup.id],
    publiclyAccessible: false,
    parameterGroupName,
    caCertIdentifier: "rds-ca-rsa2048-g1",
    multiAz: args.multiAz,
    autoMinorVersionUpgrade: true,
    backupRetentionPeriod: args.backupRetentionDays,
    copyTagsToSnapshot: true,
    deletionProtection: args.deletionProtection,
    applyImmediately: args.applyImmediately,
    skipFinalSnapshot: pulumi.output(args.finalSnapshot).apply((isWanted) => !isWanted),
    // RDS refuses a name that a snapshot has already ("DBSnapshotAlreadyExists"): what replaces this one must want another.
    finalSnapshotIdentifier: pulumi.interpolate`${parameterGroupName}-final`,
    enabledCloudwatchLogsExports: [POSTGRES_LOG],
    tags: args.tags,
  });
}
