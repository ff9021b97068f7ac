import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { letIn, type Postgres } from "./postgres";

/**
 * A database that is there already: an RDS for PostgreSQL, the group of its network interface, and the secret of its master user, as
 * `{"username":...,"password":...}`. The `database` of another component is one.
 */
export interface ExistingPostgres {
  instance: aws.rds.Instance;
  securityGroup: aws.ec2.SecurityGroup;
  /** ARN of the secret. With a key of one's own its policy has to let the workers' role decrypt: that is nothing that a component can grant. */
  secretArn: pulumi.Input<string>;
}

/**
 * Takes a database that is there: lets the clients in, and no more.
 * @param name begins the names of what others in it may have as well
 */
export function existingPostgres(
  name: string,
  args: {
    database: ExistingPostgres;
    /** The security groups that are to connect, each by a name of its own. */
    clients: Readonly<Record<string, aws.ec2.SecurityGroup>>;
    tags: Record<string, string>;
  },
  opts: pulumi.CustomResourceOptions,
): Postgres {
  const { instance, securityGroup, secretArn } = args.database;
  letIn(name, { securityGroup, clients: args.clients, tags: args.tags }, opts);
  const prefix = `${name.toLowerCase().replaceAll("-", "_").slice(0, 39)}_`;
  return { instance, securityGroup, secretArn: pulumi.output(secretArn), prefix };
}
