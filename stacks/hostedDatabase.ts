import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { connectionOfUrl } from "../functions/shared/postgres/databaseUrl";

export interface HostedDatabaseArgs {
  /** `postgres://user:password@host:port/name` */
  url: string;
  /** The group of those who connect to it. */
  clients: aws.ec2.SecurityGroup;
  tags: Record<string, string>;
}

/**
 * The secret with the URL of a database that somebody else hosts, and the way out to it. Whom it lets in is its host's affair: the
 * network's `egressIps` belong on its allow list.
 *
 * @throws Error where the URL is none, without quoting it
 */
export function hostedDatabase(name: string, args: HostedDatabaseArgs): aws.secretsmanager.Secret {
  const { port = 5432 } = connectionOfUrl(args.url, name);
  const secret = new aws.secretsmanager.Secret(`${name}-database-url`, {
    description: "The URL of the database, with the password.",
    tags: args.tags,
  });
  new aws.secretsmanager.SecretVersion(`${name}-database-url-value`, {
    secretId: secret.id,
    secretString: pulumi.secret(args.url),
  });
  new aws.vpc.SecurityGroupEgressRule(`${name}-to-hosted-database`, {
    description: "The hosted database, wherever it is.",
    securityGroupId: args.clients.id,
    cidrIpv4: "0.0.0.0/0",
    ipProtocol: "tcp",
    fromPort: port,
    toPort: port,
    tags: args.tags,
  });
  return secret;
}
