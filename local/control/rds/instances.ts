import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import { NamedList } from "../../edge/xml";
import { passing } from "../../iam/passRole";
import { describeSubnetGroup } from "./groups";
import {
  type Given,
  INSTANCE,
  instanceArn,
  instanceIn,
  isTrue,
  listed,
  listedTags,
  making,
  numberOf,
  on,
  operation,
  type Params,
  parameterGroupArn,
  parameterGroupIn,
  type RdsParts,
  refuseOthers,
  SUBNET_GROUP,
  subnetGroupArn,
  subnetGroupIn,
  tagsOf,
  textsOf,
} from "./rdsOperation";

const MONITORING = "monitoring.rds.amazonaws.com";

/** Instances of Postgres. */
export const INSTANCE_OPERATIONS = {
  ...operation(
    "CreateDBInstance",
    ["DBInstanceIdentifier", "DBInstanceClass", "Engine"],
    (params, given) => [
      ...making("CreateDBInstance", instanceArn(params.DBInstanceIdentifier), given),
      ...onGroups("CreateDBInstance", params),
      ...passing(params.MonitoringRoleArn, MONITORING),
    ],
    async (params, parts, given) => {
      const identifier = (params.DBInstanceIdentifier ?? "").toLowerCase();
      if (parts.resources.all(INSTANCE).some(({ state }) => state.identifier === identifier)) {
        throw new AwsError("DBInstanceAlreadyExists", "DB instance already exists");
      }
      const { DBName: dbName, Engine: engine, MasterUsername: username, Port, Tags: _tags, ...rest } = params;
      const { DBInstanceIdentifier: _identifier, ...settings } = rest;
      const inputs = {
        ...settingsOf("CreateDBInstance", settings, given, parts),
        identifier,
        engine,
        dbName,
        username,
        port: numberOf(Port),
      };
      const made = await parts.resources.create(INSTANCE, inputs, { name: identifier, tags: tagsOf(given) });
      return { DBInstance: describeInstance(made, parts) };
    },
  ),
  ...operation(
    "DescribeDBInstances",
    [],
    ({ DBInstanceIdentifier: identifier }) => on("DescribeDBInstances", instanceArn(identifier)),
    (params, parts) => {
      const wanted =
        params.DBInstanceIdentifier === undefined ? parts.resources.all(INSTANCE) : [instanceIn(params, parts)];
      return listed("DBInstance", wanted, params, (each) => describeInstance(each, parts));
    },
  ),
  ...operation(
    "ModifyDBInstance",
    ["DBInstanceIdentifier"],
    (params) => [
      ...on("ModifyDBInstance", instanceArn(params.DBInstanceIdentifier)),
      ...onGroups("ModifyDBInstance", params),
      ...passing(params.MonitoringRoleArn, MONITORING),
    ],
    async (params, parts, given) => {
      const { DBInstanceIdentifier: _identifier, ApplyImmediately: _atOnce, ...settings } = params;
      const changes = settingsOf("ModifyDBInstance", settings, given, parts);
      const wanted = Object.entries(changes).filter(([, value]) => value !== undefined);
      const changed = await parts.resources.update(instanceIn(params, parts), Object.fromEntries(wanted));
      return { DBInstance: describeInstance(changed, parts) };
    },
  ),
  ...operation(
    "DeleteDBInstance",
    ["DBInstanceIdentifier"],
    ({ DBInstanceIdentifier: identifier }) => on("DeleteDBInstance", instanceArn(identifier)),
    async (params, parts) => {
      const { SkipFinalSnapshot: skips = "false", FinalDBSnapshotIdentifier: snapshot } = params;
      const found = instanceIn(params, parts);
      if ((skips === "true") === (snapshot !== undefined)) {
        throw new AwsError(
          "InvalidParameterCombination",
          skips === "true"
            ? "FinalDBSnapshotIdentifier cannot be specified when deleting without a final snapshot"
            : "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
        );
      }
      if (found.state.deletionProtection === true) {
        throw new AwsError(
          "InvalidParameterCombination",
          "Cannot delete protected DB Instance, please disable deletion protection and try again.",
        );
      }
      const described = describeInstance(found, parts);
      const state = { ...found.state, skipFinalSnapshot: skips === "true", finalSnapshotIdentifier: snapshot };
      await parts.resources.delete({ ...found, state });
      return { DBInstance: { ...described, DBInstanceStatus: "deleting" } };
    },
  ),
};

function onGroups(action: string, { DBSubnetGroupName: subnets, DBParameterGroupName: parameters }: Params) {
  return on(
    action,
    ...(subnets === undefined ? [] : [subnetGroupArn(subnets)]),
    ...(parameters === undefined ? [] : [parameterGroupArn(parameters)]),
  );
}

/** Inputs of the resource from what calls say of an instance. @throws AwsError for groups that are not there, and what no instance here has */
function settingsOf(name: string, params: Params, given: Given, parts: RdsParts): Readonly<Record<string, unknown>> {
  const { DBInstanceClass, AllocatedStorage, EngineVersion, MasterUserPassword, ManageMasterUserPassword, ...rest } =
    params;
  const { DBSubnetGroupName, DBParameterGroupName, VpcSecurityGroupIds: _groups, DeletionProtection, ...more } = rest;
  const {
    PubliclyAccessible,
    StorageEncrypted,
    StorageType,
    MultiAZ,
    BackupRetentionPeriod,
    AvailabilityZone,
    ...idle
  } = more;
  const { AutoMinorVersionUpgrade, CopyTagsToSnapshot, KmsKeyId, MonitoringInterval, MonitoringRoleArn, ...others } =
    idle;
  refuseOthers(name, others);
  if (DBSubnetGroupName !== undefined) subnetGroupIn(DBSubnetGroupName, parts);
  if (DBParameterGroupName !== undefined) parameterGroupIn(DBParameterGroupName, parts);
  return {
    instanceClass: DBInstanceClass,
    allocatedStorage: numberOf(AllocatedStorage),
    engineVersion: EngineVersion,
    password: MasterUserPassword,
    manageMasterUserPassword: isTrue(ManageMasterUserPassword),
    dbSubnetGroupName: DBSubnetGroupName?.toLowerCase(),
    parameterGroupName: DBParameterGroupName?.toLowerCase(),
    vpcSecurityGroupIds: textsOf(given.VpcSecurityGroupIds, "VpcSecurityGroupId"),
    deletionProtection: isTrue(DeletionProtection),
    publiclyAccessible: isTrue(PubliclyAccessible),
    storageEncrypted: isTrue(StorageEncrypted),
    storageType: StorageType,
    multiAz: isTrue(MultiAZ),
    backupRetentionPeriod: numberOf(BackupRetentionPeriod),
    availabilityZone: AvailabilityZone,
    autoMinorVersionUpgrade: isTrue(AutoMinorVersionUpgrade),
    copyTagsToSnapshot: isTrue(CopyTagsToSnapshot),
    kmsKeyId: KmsKeyId,
    monitoringInterval: numberOf(MonitoringInterval),
    monitoringRoleArn: MonitoringRoleArn,
  };
}

/** An instance as the API describes it: it is there at once, and so has an endpoint from the beginning. */
function describeInstance({ inputs, state, createdAt }: KeptResource, parts: RdsParts) {
  const { resources } = parts;
  const groups = (inputs.vpcSecurityGroupIds ?? []) as readonly string[];
  const subnets = resources.find(SUBNET_GROUP, String(inputs.dbSubnetGroupName ?? ""));
  const [secret] = state.masterUserSecrets as readonly { secretArn: string }[];
  return {
    DBInstanceIdentifier: state.identifier,
    DBInstanceClass: inputs.instanceClass,
    Engine: inputs.engine,
    EngineVersion: inputs.engineVersion ?? "18",
    DBInstanceStatus: "available",
    MasterUsername: inputs.username,
    DBName: inputs.dbName,
    Endpoint: { Address: state.address, Port: state.port },
    AllocatedStorage: inputs.allocatedStorage,
    InstanceCreateTime: new Date(createdAt),
    BackupRetentionPeriod: inputs.backupRetentionPeriod ?? 1,
    VpcSecurityGroups: new NamedList(
      "VpcSecurityGroupMembership",
      groups.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: "active" })),
    ),
    DBParameterGroups: new NamedList(
      "DBParameterGroup",
      inputs.parameterGroupName === undefined
        ? []
        : [{ DBParameterGroupName: inputs.parameterGroupName, ParameterApplyStatus: "in-sync" }],
    ),
    ...(subnets && { DBSubnetGroup: describeSubnetGroup(subnets, parts) }),
    MultiAZ: inputs.multiAz ?? false,
    PubliclyAccessible: state.publiclyAccessible,
    StorageType: inputs.storageType,
    StorageEncrypted: inputs.storageEncrypted ?? false,
    DbiResourceId: state.resourceId,
    DBInstanceArn: state.arn,
    DeletionProtection: state.deletionProtection,
    ...(secret && { MasterUserSecret: { SecretArn: secret.secretArn, SecretStatus: "active" } }),
    TagList: listedTags(resources.inventory.tagsOf(String(state.arn))),
  };
}
