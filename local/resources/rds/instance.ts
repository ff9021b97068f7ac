import { createHash } from "node:crypto";
import { arn } from "../../base/arn";
import type { Properties, PropertySupport, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { PostgresSpec } from "../../services/rds/rds";
import { checkInstance, type InstanceInputs, instanceIdentifier, POSTGRES_PORT } from "./instanceInputs";
import { type MasterPassword, managedPassword, passwordIn } from "./masterPassword";

type InstanceServices = Pick<Services, "rds" | "ec2" | "secretsManager">;

const ONE_SERVER = { noEffect: "there is one server, on this machine" };
const NO_BACKUPS = { noEffect: "there are no backups and no snapshots here" };
const DISK = { noEffect: "storage is this machine's disk, as large and as fast as it is" };
const NOT_AT_REST = { noEffect: "the data never leaves this machine's disk" };
const NOT_WATCHED = { noEffect: "the local cloud counts DatabaseConnections only" };
const AT_ONCE = { noEffect: "changes are made at once, and the version is always the same" };

const PROPERTIES: Readonly<Record<string, PropertySupport>> = {
  identifier: "honoured",
  identifierPrefix: "honoured",
  engine: "honoured",
  dbName: "honoured",
  username: "honoured",
  password: "honoured",
  manageMasterUserPassword: "honoured",
  parameterGroupName: "honoured",
  dbSubnetGroupName: "honoured",
  vpcSecurityGroupIds: "honoured",
  deletionProtection: "honoured",
  skipFinalSnapshot: "honoured",
  finalSnapshotIdentifier: "honoured",
  engineVersion: { noEffect: "PostgreSQL 18 stands in for 14 to 18; other versions are refused" },
  port: { noEffect: "the server takes any free port: refer to the outputs port and endpoint" },
  instanceClass: { noEffect: "the server has this machine's processors and memory" },
  publiclyAccessible: { noEffect: "only this machine reaches the server" },
  networkType: ONE_SERVER,
  multiAz: ONE_SERVER,
  availabilityZone: ONE_SERVER,
  caCertIdentifier: { noEffect: "certificates are signed by the local cloud's own authority" },
  allocatedStorage: DISK,
  maxAllocatedStorage: DISK,
  storageType: DISK,
  storageThroughput: DISK,
  iops: DISK,
  storageEncrypted: NOT_AT_REST,
  kmsKeyId: NOT_AT_REST,
  masterUserSecretKmsKeyId: NOT_AT_REST,
  backupRetentionPeriod: NO_BACKUPS,
  backupWindow: NO_BACKUPS,
  copyTagsToSnapshot: NO_BACKUPS,
  deleteAutomatedBackups: NO_BACKUPS,
  applyImmediately: AT_ONCE,
  autoMinorVersionUpgrade: AT_ONCE,
  allowMajorVersionUpgrade: AT_ONCE,
  maintenanceWindow: AT_ONCE,
  performanceInsightsEnabled: NOT_WATCHED,
  performanceInsightsRetentionPeriod: NOT_WATCHED,
  performanceInsightsKmsKeyId: NOT_WATCHED,
  databaseInsightsMode: NOT_WATCHED,
  monitoringInterval: NOT_WATCHED,
  monitoringRoleArn: NOT_WATCHED,
  enabledCloudwatchLogsExports: { noEffect: "the server's own log is not kept" },
};

/** `aws.rds.Instance`, of PostgreSQL. */
export function instance(services: InstanceServices): ResourceHandler {
  const { rds, secretsManager } = services;
  /** Names of the snapshots that deleted instances left. */
  const snapshots = new Set<string>();
  return {
    type: "aws:rds/instance:Instance",
    properties: PROPERTIES,
    replaceOn: ["identifier", "identifierPrefix", "engine", "dbName", "username", "storageEncrypted", "kmsKeyId"],
    async create(context, properties) {
      const inputs = properties as InstanceInputs;
      checkInstance(inputs, services);
      const identifier = instanceIdentifier(context, inputs);
      const master = masterPassword(secretsManager, inputs, identifier);
      try {
        const endpoint = await rds.createInstance(specOf(identifier, inputs, master.password));
        return stateOf(identifier, properties, master, endpoint);
      } catch (error) {
        if (master.secretArn !== undefined) secretsManager.deleteSecret(master.secretArn);
        throw error;
      }
    },
    async update(_context, { state }, properties) {
      const inputs = properties as InstanceInputs;
      checkInstance(inputs, services);
      const identifier = String(state.identifier);
      const secretBefore = secretArnOf(state);
      const master = masterPassword(secretsManager, inputs, identifier, secretBefore);
      await rds.updateInstance(specOf(identifier, inputs, master.password));
      if (secretBefore !== undefined && master.secretArn === undefined) secretsManager.deleteSecret(secretBefore);
      return stateOf(identifier, properties, master, { address: String(state.address), port: Number(state.port) });
    },
    async delete(_context, { state }) {
      const snapshot = finalSnapshotOf(state as InstanceInputs, snapshots);
      await rds.deleteInstance(String(state.identifier));
      if (snapshot !== undefined) snapshots.add(snapshot);
      const secretArn = secretArnOf(state);
      if (secretArn !== undefined) secretsManager.deleteSecret(secretArn);
    },
  };
}

function masterPassword(
  secretsManager: Services["secretsManager"],
  { password, username = "" }: InstanceInputs,
  identifier: string,
  secretBefore?: string,
): MasterPassword {
  if (password !== undefined) return { password };
  if (secretBefore !== undefined) {
    return { password: passwordIn(secretsManager, secretBefore), secretArn: secretBefore };
  }
  return managedPassword(secretsManager, { username, seed: identifier });
}

function specOf(identifier: string, inputs: InstanceInputs, password: string): PostgresSpec {
  const { username = "", dbName, parameterGroupName, vpcSecurityGroupIds = [], port = POSTGRES_PORT } = inputs;
  return {
    identifier,
    username,
    password,
    securityGroupIds: vpcSecurityGroupIds,
    declaredPort: port,
    ...(dbName !== undefined && { databaseName: dbName }),
    ...(parameterGroupName !== undefined && { parameterGroup: parameterGroupName }),
  };
}

function stateOf(
  identifier: string,
  inputs: Properties,
  { secretArn }: MasterPassword,
  { address, port }: { address: string; port: number },
): ResourceState {
  const resourceId = `db-${createHash("sha256").update(identifier).digest("hex").slice(0, 26).toUpperCase()}`;
  const state = {
    deletionProtection: false,
    publiclyAccessible: false,
    skipFinalSnapshot: false,
    ...inputs,
    identifier,
    resourceId,
    arn: arn("rds", `db:${identifier}`),
    address,
    port,
    endpoint: `${address}:${port}`,
    status: "available",
    masterUserSecrets: secretArn === undefined ? [] : [{ secretArn, secretStatus: "active", kmsKeyId: "" }],
  };
  return { id: resourceId, state };
}

function secretArnOf(state: Properties): string | undefined {
  const [secret] = state.masterUserSecrets as readonly { secretArn: string }[];
  return secret?.secretArn;
}

/**
 * The name of the snapshot that a deletion leaves, if it leaves one.
 * @throws Error in the words of RDS and of its provider
 */
function finalSnapshotOf(inputs: InstanceInputs, existing: ReadonlySet<string>): string | undefined {
  const { deletionProtection, skipFinalSnapshot, finalSnapshotIdentifier } = inputs;
  if (deletionProtection) {
    throw new Error(
      "Cannot delete protected DB Instance: set deletionProtection to false in an evaluation of its own first",
    );
  }
  if (skipFinalSnapshot) return undefined;
  if (!finalSnapshotIdentifier) {
    throw new Error("finalSnapshotIdentifier must be set where skipFinalSnapshot is false");
  }
  if (existing.has(finalSnapshotIdentifier)) {
    throw new Error(
      `DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier ${finalSnapshotIdentifier} already exists.`,
    );
  }
  return finalSnapshotIdentifier;
}
