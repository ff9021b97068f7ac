import type { Calls, Step } from "../calls";
import { NOW } from "../freshApi";
import { apiPages, operationRows } from "../rows";
import { ANY, type Table } from "../table";
import { SUBNETS } from "./subject";

const ARN = "arn:aws:rds:us-east-1:000000000000";

const api = apiPages("Amazon RDS API Reference", "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference");

const row = operationRows(api);

const refused = (error: string, message: string, status = 400) => ({ error, message, status });
const DB = { DBInstanceIdentifier: "orders" };
const create = (more: object = {}): Step => [
  "CreateDBInstance",
  {
    ...{ ...DB, DBInstanceClass: "db.t4g.micro", Engine: "postgres", MasterUsername: "owner" },
    ...{ MasterUserPassword: "secret-secret", AllocatedStorage: "20", ...more },
  },
];
const remove = (more: object = { SkipFinalSnapshot: "true" }): Step => ["DeleteDBInstance", { ...DB, ...more }];
const subnets = (names: readonly string[] = SUBNETS): Step => [
  "CreateDBSubnetGroup",
  {
    ...{ DBSubnetGroupName: "Private", DBSubnetGroupDescription: "private" },
    SubnetIds: { SubnetIdentifier: names },
  },
];
const PARAMETERS: Step = [
  "CreateDBParameterGroup",
  { DBParameterGroupName: "settings", DBParameterGroupFamily: "postgres18", Description: "settings" },
];
const set = (...Parameter: readonly [name: string, value: string][]): Step => [
  "ModifyDBParameterGroup",
  {
    DBParameterGroupName: "settings",
    Parameters: {
      Parameter: Parameter.map(([ParameterName, ParameterValue]) => ({
        ...{ ParameterName, ParameterValue, ApplyMethod: "immediate" },
      })),
    },
  },
];
const NONE = refused("DBInstanceNotFound", "DBInstance orders not found.", 404);

export const instances: Table<Calls> = {
  service: "Amazon RDS",
  topic: "instances",
  rows: [
    row("an instance is described by its settings", "CreateDBInstance", [create()], {
      DBInstance: {
        ...{ DBInstanceIdentifier: "orders", DBInstanceClass: "db.t4g.micro", Engine: "postgres", EngineVersion: ANY },
        ...{ DBInstanceStatus: "available", MasterUsername: "owner", Endpoint: { Address: ANY, Port: 5432 } },
        ...{ AllocatedStorage: 20, InstanceCreateTime: NOW, BackupRetentionPeriod: 1, VpcSecurityGroups: [] },
        ...{ DBParameterGroups: [], MultiAZ: false, PubliclyAccessible: false, StorageEncrypted: false },
        ...{ DbiResourceId: ANY, DBInstanceArn: `${ARN}:db:orders`, DeletionProtection: false, TagList: [] },
      },
    }),
    row(
      "identifiers are written in small letters",
      "CreateDBInstance",
      [create({ DBInstanceIdentifier: "Orders" })],
      "orders",
      "DBInstance.DBInstanceIdentifier",
    ),
    row(
      "an identifier is taken once",
      "CreateDBInstance",
      [create(), create()],
      refused("DBInstanceAlreadyExists", "DB instance already exists"),
    ),
    row(
      "its subnet group must be there",
      "CreateDBInstance",
      [create({ DBSubnetGroupName: "private" })],
      refused("DBSubnetGroupNotFoundFault", "DB subnet group 'private' does not exist.", 404),
    ),
    row(
      "so must its parameter group",
      "CreateDBInstance",
      [create({ DBParameterGroupName: "settings" })],
      refused("DBParameterGroupNotFound", "DBParameterGroup not found: settings", 404),
    ),
    row(
      "RDS keeps the password where it is asked to",
      "CreateDBInstance",
      [create({ MasterUserPassword: undefined, ManageMasterUserPassword: "true" })],
      { SecretArn: ANY, SecretStatus: "active" },
      "DBInstance.MasterUserSecret",
    ),
    row(
      "tags are listed",
      "AddTagsToResource",
      [
        create({ Tags: { Tag: [{ Key: "team", Value: "a" }] } }),
        ["AddTagsToResource", { ResourceName: `${ARN}:db:orders`, Tags: { Tag: [{ Key: "stage", Value: "b" }] } }],
        ["RemoveTagsFromResource", { ResourceName: `${ARN}:db:orders`, TagKeys: ["team"] }],
        ["ListTagsForResource", { ResourceName: `${ARN}:db:orders` }],
      ],
      { TagList: [{ Key: "stage", Value: "b" }] },
    ),
    row("what is not there cannot be described", "DescribeDBInstances", [["DescribeDBInstances", DB]], NONE),
    row(
      "a class is changed",
      "ModifyDBInstance",
      [create(), ["ModifyDBInstance", { ...DB, DBInstanceClass: "db.t4g.small" }]],
      "db.t4g.small",
      "DBInstance.DBInstanceClass",
    ),
    row(
      "what a change does not name stays",
      "ModifyDBInstance",
      [create(), ["ModifyDBInstance", { ...DB, DBInstanceClass: "db.t4g.small" }]],
      20,
      "DBInstance.AllocatedStorage",
    ),
    row(
      "a deletion leaves a snapshot, or says that it does not",
      "DeleteDBInstance",
      [create(), remove({})],
      refused(
        "InvalidParameterCombination",
        "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
      ),
    ),
    row(
      "not both",
      "DeleteDBInstance",
      [create(), remove({ SkipFinalSnapshot: "true", FinalDBSnapshotIdentifier: "last" })],
      refused(
        "InvalidParameterCombination",
        "FinalDBSnapshotIdentifier cannot be specified when deleting without a final snapshot",
      ),
    ),
    row(
      "a protected instance stays",
      "DeleteDBInstance",
      [create({ DeletionProtection: "true" }), remove()],
      refused(
        "InvalidParameterCombination",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
      ),
    ),
    row(
      "an instance is deleting at first",
      "DeleteDBInstance",
      [create(), remove()],
      "deleting",
      "DBInstance.DBInstanceStatus",
    ),
    row("what is gone is not there", "DeleteDBInstance", [create(), remove(), remove()], NONE),
  ],
};

export const groups: Table<Calls> = {
  service: "Amazon RDS",
  topic: "subnet groups and parameter groups",
  rows: [
    row("a subnet group has its VPC and its zones", "CreateDBSubnetGroup", [subnets()], {
      DBSubnetGroup: {
        ...{
          DBSubnetGroupName: "private",
          DBSubnetGroupDescription: "private",
          VpcId: "vpc-1",
          SubnetGroupStatus: "Complete",
        },
        Subnets: SUBNETS.map((SubnetIdentifier, at) => ({
          ...{
            SubnetIdentifier,
            SubnetAvailabilityZone: { Name: `us-east-1${"ab".charAt(at)}` },
            SubnetStatus: "Active",
          },
        })),
        DBSubnetGroupArn: `${ARN}:subgrp:private`,
      },
    }),
    row(
      "a subnet group's name is taken once",
      "CreateDBSubnetGroup",
      [subnets(), subnets()],
      refused("DBSubnetGroupAlreadyExists", "The DB subnet group 'private' already exists."),
    ),
    row(
      "an instance keeps its subnet group",
      "DeleteDBSubnetGroup",
      [
        ...[subnets(), create({ DBSubnetGroupName: "private" })],
        ["DeleteDBSubnetGroup", { DBSubnetGroupName: "private" }],
      ],
      refused(
        "InvalidDBSubnetGroupStateFault",
        "Cannot delete the subnet group 'private' because at least one database instance: orders is still using it.",
      ),
    ),
    row(
      "a parameter group begins with nothing of its own",
      "CreateDBParameterGroup",
      [PARAMETERS, ["DescribeDBParameters", { DBParameterGroupName: "settings", Source: "user" }]],
      { Parameters: [] },
    ),
    row(
      "a parameter that is set again has the new value",
      "ModifyDBParameterGroup",
      [
        ...[PARAMETERS, set(["max_connections", "30"], ["work_mem", "8192"]), set(["max_connections", "40"])],
        ["DescribeDBParameters", { DBParameterGroupName: "settings", Source: "user" }],
      ],
      ["8192", "40"],
      "Parameters.*.ParameterValue",
    ),
    row(
      "a reset takes parameters away",
      "ResetDBParameterGroup",
      [
        ...[PARAMETERS, set(["max_connections", "30"])],
        ["ResetDBParameterGroup", { DBParameterGroupName: "settings", ResetAllParameters: "true" }],
        ["DescribeDBParameters", { DBParameterGroupName: "settings", Source: "user" }],
      ],
      { Parameters: [] },
    ),
    row(
      "a parameter group's name is taken once",
      "CreateDBParameterGroup",
      [PARAMETERS, PARAMETERS],
      refused("DBParameterGroupAlreadyExists", "Parameter group settings already exists"),
    ),
    row(
      "an instance keeps its parameter group",
      "DeleteDBParameterGroup",
      [
        ...[PARAMETERS, create({ DBParameterGroupName: "settings" })],
        ["DeleteDBParameterGroup", { DBParameterGroupName: "settings" }],
      ],
      refused(
        "InvalidDBParameterGroupState",
        "One or more database instances are still members of this parameter group, so the group cannot be deleted",
      ),
    ),
  ],
};
