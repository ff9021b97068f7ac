import type { ResourceContext } from "../../engine/resourceHandler";
import type { Services } from "../../services";

/** The inputs of an instance that mean something here. */
export interface InstanceInputs {
  identifier?: string;
  identifierPrefix?: string;
  engine?: string;
  engineVersion?: string;
  instanceClass?: string;
  dbName?: string;
  username?: string;
  password?: string;
  manageMasterUserPassword?: boolean;
  port?: number;
  parameterGroupName?: string;
  dbSubnetGroupName?: string;
  vpcSecurityGroupIds?: readonly string[];
  deletionProtection?: boolean;
  skipFinalSnapshot?: boolean;
  finalSnapshotIdentifier?: string;
}

export const POSTGRES_PORT = 5432;

const MAX_IDENTIFIER_LENGTH = 63;
/** Those RDS offers whose clients see no difference in what the local one does. */
const MAJOR_VERSIONS: readonly string[] = ["14", "15", "16", "17", "18"];
const RESERVED_USERS: readonly string[] = ["admin", "rdsadmin", "rds_superuser"];
const MIN_PORT = 1150;

/**
 * Refuses what RDS would.
 *
 * Source of the rules: RDS API Reference, CreateDBInstance.
 * @throws Error naming the property
 */
export function checkInstance(inputs: InstanceInputs, { ec2, rds }: Pick<Services, "ec2" | "rds">): void {
  const { engine, engineVersion, username, password, manageMasterUserPassword, dbName, port } = inputs;
  if (engine !== "postgres") throw new Error(`engine must be "postgres" locally, got ${JSON.stringify(engine)}`);
  const major = engineVersion?.split(".")[0];
  if (major !== undefined && !MAJOR_VERSIONS.includes(major)) {
    throw new Error(`engineVersion must be of PostgreSQL ${MAJOR_VERSIONS.join(", ")}, got "${engineVersion}"`);
  }
  if (inputs.instanceClass === undefined) throw new Error("instanceClass must be set");
  if (username === undefined || !/^[a-z]\w{0,62}$/i.test(username)) {
    throw new Error(`username must be 1 to 63 letters, digits and underscores after a letter, got ${username}`);
  }
  if (RESERVED_USERS.includes(username.toLowerCase()) || username.toLowerCase().startsWith("pg_")) {
    throw new Error(`username: "${username}" is reserved by the engine`);
  }
  if ((manageMasterUserPassword === true) === (password !== undefined)) {
    throw new Error("exactly one of password and manageMasterUserPassword must be set");
  }
  // Neither quotes nor spaces, nor what a URL would take for its own; the password itself is no text for a message.
  if (password !== undefined && !/^[!#-.0-?A-~]{8,128}$/.test(password)) {
    throw new Error('password must be 8 to 128 printable ASCII characters other than /, ", @ and space');
  }
  if (dbName !== undefined && !/^[a-z_]\w{0,62}$/i.test(dbName)) {
    throw new Error(`dbName must be 1 to 63 letters, digits and underscores and begin with no digit, got "${dbName}"`);
  }
  if (port !== undefined && (port < MIN_PORT || port > 65_535)) {
    throw new Error(`port must be ${MIN_PORT} to 65535, got ${port}`);
  }
  checkReferences(inputs, { ec2, rds });
}

function checkReferences(inputs: InstanceInputs, { ec2, rds }: Pick<Services, "ec2" | "rds">): void {
  const { dbSubnetGroupName, parameterGroupName, vpcSecurityGroupIds = [] } = inputs;
  if (dbSubnetGroupName !== undefined && !rds.hasSubnetGroup(dbSubnetGroupName)) {
    throw new Error(`dbSubnetGroupName: there is no aws.rds.SubnetGroup "${dbSubnetGroupName}"`);
  }
  if (parameterGroupName !== undefined && !rds.hasParameterGroup(parameterGroupName)) {
    throw new Error(`parameterGroupName: there is no aws.rds.ParameterGroup "${parameterGroupName}"`);
  }
  for (const id of vpcSecurityGroupIds) ec2.securityGroup(id);
}

/** @throws Error for an identifier that RDS refuses */
export function instanceIdentifier(context: ResourceContext, { identifier, identifierPrefix }: InstanceInputs): string {
  if (identifier !== undefined && identifierPrefix !== undefined) {
    throw new Error("identifier and identifierPrefix exclude each other");
  }
  const generated = context.physicalName(identifier, MAX_IDENTIFIER_LENGTH);
  // Generated names are lowered as the provider does.
  const result =
    identifierPrefix === undefined ? (identifier ?? generated.toLowerCase()) : identifierPrefix + generated.slice(-7);
  if (result.length > MAX_IDENTIFIER_LENGTH || !/^[a-z]([a-z0-9]|-(?=[a-z0-9]))*$/.test(result)) {
    throw new Error(
      `identifier must be 1 to ${MAX_IDENTIFIER_LENGTH} small letters, digits and single hyphens after a letter, got "${result}"`,
    );
  }
  return result;
}
