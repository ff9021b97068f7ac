import type { Calls, Step } from "../calls";
import { NOW } from "../freshApi";
import { ANY, type Table } from "../table";
import { ARN, refused, row } from "./rows";

const OF_AWS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const TRUST = document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } });
const may = (Action: string, more: object = {}) => document({ Effect: "Allow", Action, Resource: "*", ...more });

const worker = { RoleName: "worker" };
const role = (more: object = {}): Step => ["CreateRole", { ...worker, AssumeRolePolicyDocument: TRUST, ...more }];
const policy = (more: object = {}): Step => [
  "CreatePolicy",
  { PolicyName: "send", PolicyDocument: may("sqs:SendMessage"), ...more },
];
const send = { PolicyArn: `${ARN}:policy/send` };
const version = (document: string, SetAsDefault = "false"): Step => [
  "CreatePolicyVersion",
  { ...send, PolicyDocument: document, SetAsDefault },
];
const inline = (PolicyDocument: string): Step => ["PutRolePolicy", { ...worker, PolicyName: "own", PolicyDocument }];
const NO_ROLE = refused("NoSuchEntity", "The role with name worker cannot be found.", 404);

export const roles: Table<Calls> = {
  service: "AWS IAM",
  topic: "roles and instance profiles",
  rows: [
    row("a role is answered with its trust policy, encoded", "CreateRole", [role({ Path: "/apps/" })], {
      Role: {
        ...{ Path: "/apps/", RoleName: "worker", RoleId: ANY, Arn: `${ARN}:role/apps/worker`, CreateDate: NOW },
        ...{ AssumeRolePolicyDocument: encodeURIComponent(TRUST) },
      },
    }),
    row(
      "a role's name is taken once, whatever the path",
      "CreateRole",
      [role(), role({ Path: "/apps/" })],
      refused("EntityAlreadyExists", "Role with name worker already exists.", 409),
    ),
    row("a role that is not there", "GetRole", [["GetRole", worker]], NO_ROLE),
    row(
      "tags are described",
      "TagRole",
      [
        role(),
        [
          "TagRole",
          {
            ...worker,
            Tags: [
              { Key: "team", Value: "a" },
              { Key: "stage", Value: "b" },
            ],
          },
        ],
        ["UntagRole", { ...worker, TagKeys: ["team"] }],
        ["GetRole", worker],
      ],
      [{ Key: "stage", Value: "b" }],
      "Role.Tags",
    ),
    row(
      "roles are listed under a path",
      "ListRoles",
      [role(), role({ RoleName: "other", Path: "/apps/" }), ["ListRoles", { PathPrefix: "/apps/" }]],
      ["other"],
      "Roles.*.RoleName",
    ),
    row(
      "a list goes on at its marker",
      "ListRoles",
      [
        role(),
        role({ RoleName: "other" }),
        ["ListRoles", { MaxItems: "1" }, "first"],
        ["ListRoles", { Marker: "$first.Marker" }],
      ],
      ["other"],
      "Roles.*.RoleName",
    ),
    row(
      "a description is changed",
      "UpdateRole",
      [role(), ["UpdateRole", { ...worker, Description: "works" }], ["GetRole", worker]],
      "works",
      "Role.Description",
    ),
    row(
      "a role with a policy of its own stays",
      "DeleteRole",
      [role(), inline(may("sqs:*")), ["DeleteRole", worker]],
      refused("DeleteConflict", "Cannot delete entity, must delete policies first.", 409),
    ),
    row(
      "so does one with a managed policy",
      "DeleteRole",
      [...[role(), policy()], ["AttachRolePolicy", { ...worker, ...send }], ["DeleteRole", worker]],
      refused("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409),
    ),
    row(
      "and one in an instance profile",
      "DeleteRole",
      [
        role(),
        ["CreateInstanceProfile", { InstanceProfileName: "p" }],
        ["AddRoleToInstanceProfile", { InstanceProfileName: "p", ...worker }],
        ["DeleteRole", worker],
      ],
      refused("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.", 409),
    ),
    row(
      "a profile begins without a role",
      "CreateInstanceProfile",
      [["CreateInstanceProfile", { InstanceProfileName: "p" }]],
      {
        InstanceProfile: {
          ...{ Path: "/", InstanceProfileName: "p", InstanceProfileId: ANY, Arn: `${ARN}:instance-profile/p` },
          ...{ CreateDate: NOW, Roles: [] },
        },
      },
    ),
    row(
      "it holds one role",
      "AddRoleToInstanceProfile",
      [
        ...[role(), role({ RoleName: "other" })],
        ["CreateInstanceProfile", { InstanceProfileName: "p" }],
        ["AddRoleToInstanceProfile", { InstanceProfileName: "p", ...worker }],
        ["AddRoleToInstanceProfile", { InstanceProfileName: "p", RoleName: "other" }],
      ],
      refused("LimitExceeded", "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1", 409),
    ),
    row(
      "it is found by its role",
      "ListInstanceProfilesForRole",
      [
        role(),
        ["CreateInstanceProfile", { InstanceProfileName: "p" }],
        ["AddRoleToInstanceProfile", { InstanceProfileName: "p", ...worker }],
        ["ListInstanceProfilesForRole", worker],
      ],
      [["worker"]],
      "InstanceProfiles.*.Roles.*.RoleName",
    ),
    row(
      "with a role it stays",
      "DeleteInstanceProfile",
      [
        role(),
        ["CreateInstanceProfile", { InstanceProfileName: "p" }],
        ["AddRoleToInstanceProfile", { InstanceProfileName: "p", ...worker }],
        ["DeleteInstanceProfile", { InstanceProfileName: "p" }],
      ],
      refused("DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.", 409),
    ),
  ],
};

export const policies: Table<Calls> = {
  service: "AWS IAM",
  topic: "policies and groups",
  rows: [
    row("a policy begins with version v1", "CreatePolicy", [policy()], {
      Policy: {
        ...{ PolicyName: "send", PolicyId: ANY, Arn: `${ARN}:policy/send`, Path: "/", DefaultVersionId: "v1" },
        ...{
          AttachmentCount: 0,
          PermissionsBoundaryUsageCount: 0,
          IsAttachable: true,
          CreateDate: NOW,
          UpdateDate: NOW,
        },
      },
    }),
    row(
      "its name is taken once",
      "CreatePolicy",
      [policy(), policy()],
      refused("EntityAlreadyExists", "A policy called send already exists. Duplicate names are not allowed.", 409),
    ),
    row("a policy that is none", "CreatePolicy", [policy({ PolicyDocument: "{" })], {
      error: "MalformedPolicyDocument",
      message: ANY,
      status: 400,
    }),
    row(
      "another version is not in force by itself",
      "CreatePolicyVersion",
      [policy(), version(may("sqs:*")), ["GetPolicy", send]],
      "v1",
      "Policy.DefaultVersionId",
    ),
    row(
      "unless the call says so",
      "CreatePolicyVersion",
      [policy(), version(may("sqs:*"), "true"), ["GetPolicy", send]],
      "v2",
      "Policy.DefaultVersionId",
    ),
    row(
      "a version is given back as it was",
      "GetPolicyVersion",
      [...[policy(), version(may("sqs:*"), "true")], ["GetPolicyVersion", { ...send, VersionId: "v1" }]],
      {
        PolicyVersion: {
          VersionId: "v1",
          IsDefaultVersion: false,
          CreateDate: NOW,
          Document: encodeURIComponent(may("sqs:SendMessage")),
        },
      },
    ),
    row(
      "versions are listed, the newest first",
      "ListPolicyVersions",
      [...[policy(), version(may("sqs:*"))], ["ListPolicyVersions", send]],
      ["v2", "v1"],
      "Versions.*.VersionId",
    ),
    row(
      "the version in force stays",
      "DeletePolicyVersion",
      [policy(), ["DeletePolicyVersion", { ...send, VersionId: "v1" }]],
      refused("DeleteConflict", "Cannot delete the default version of a policy.", 409),
    ),
    row(
      "there are five versions at most",
      "CreatePolicyVersion",
      [policy(), ...Array.from({ length: 5 }, () => version(may("sqs:*")))],
      refused(
        "LimitExceeded",
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
        409,
      ),
    ),
    row(
      "with versions the policy stays",
      "DeletePolicy",
      [policy(), version(may("sqs:*")), ["DeletePolicy", send]],
      refused(
        "DeleteConflict",
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions.",
        409,
      ),
    ),
    row(
      "so it does attached",
      "DeletePolicy",
      [...[role(), policy()], ["AttachRolePolicy", { ...worker, ...send }], ["DeletePolicy", send]],
      refused("DeleteConflict", "Cannot delete a policy attached to entities.", 409),
    ),
    row(
      "Local lists the account's own",
      "ListPolicies",
      [policy(), ["ListPolicies", { Scope: "Local" }]],
      ["send"],
      "Policies.*.PolicyName",
    ),
    row(
      "a policy tells how many have it",
      "ListPolicies",
      [...[role(), policy()], ["AttachRolePolicy", { ...worker, ...send }], ["ListPolicies", { OnlyAttached: "true" }]],
      [1],
      "Policies.*.AttachmentCount",
    ),
    row(
      "and who",
      "ListEntitiesForPolicy",
      [...[role(), policy()], ["AttachRolePolicy", { ...worker, ...send }], ["ListEntitiesForPolicy", send]],
      { PolicyRoles: [{ RoleName: "worker", RoleId: ANY }], PolicyGroups: [], PolicyUsers: [], IsTruncated: false },
    ),
    row(
      "attaching it again changes nothing",
      "AttachRolePolicy",
      [
        ...[role(), policy()],
        ["AttachRolePolicy", { ...worker, ...send }],
        ["AttachRolePolicy", { ...worker, ...send }],
        ["ListAttachedRolePolicies", worker],
      ],
      { AttachedPolicies: [{ PolicyName: "send", ...send }], IsTruncated: false },
    ),
    row(
      "one of AWS's own is attached by its ARN",
      "AttachRolePolicy",
      [role(), ["AttachRolePolicy", { ...worker, PolicyArn: OF_AWS }], ["ListAttachedRolePolicies", worker]],
      [OF_AWS],
      "AttachedPolicies.*.PolicyArn",
    ),
    row(
      "a group is empty",
      "CreateGroup",
      [
        ["CreateGroup", { GroupName: "team" }],
        ["GetGroup", { GroupName: "team" }],
      ],
      {
        Group: { Path: "/", GroupName: "team", GroupId: ANY, Arn: `${ARN}:group/team`, CreateDate: NOW },
        Users: [],
        IsTruncated: false,
      },
    ),
    row(
      "with a policy it stays",
      "DeleteGroup",
      [
        ["CreateGroup", { GroupName: "team" }],
        policy(),
        ["AttachGroupPolicy", { GroupName: "team", ...send }],
        ["DeleteGroup", { GroupName: "team" }],
      ],
      refused("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409),
    ),
    row(
      "a group that is not there",
      "GetGroup",
      [["GetGroup", { GroupName: "team" }]],
      refused("NoSuchEntity", "The group with name team cannot be found.", 404),
    ),
  ],
};

const simulate = (more: object = {}): Step => [
  "SimulatePrincipalPolicy",
  { PolicySourceArn: `${ARN}:role/worker`, ActionNames: ["sqs:SendMessage"], ...more },
];
const DECISIONS = "EvaluationResults.*.EvalDecision";
const context = (value: string) => [
  { ContextKeyName: "aws:RequestedRegion", ContextKeyValues: [value], ContextKeyType: "string" },
];

export const simulation: Table<Calls> = {
  service: "AWS IAM",
  topic: "simulated policies",
  rows: [
    row("an action that a policy allows", "SimulatePrincipalPolicy", [role(), inline(may("sqs:*")), simulate()], {
      EvaluationResults: [
        {
          ...{ EvalActionName: "sqs:SendMessage", EvalResourceName: "*", EvalDecision: "allowed" },
          ...{ MatchedStatements: [], MissingContextValues: [] },
        },
      ],
      IsTruncated: false,
    }),
    row("one that none allows", "SimulatePrincipalPolicy", [role(), simulate()], ["implicitDeny"], DECISIONS),
    row(
      "one that a policy denies",
      "SimulatePrincipalPolicy",
      [
        ...[role(), inline(may("sqs:*"))],
        simulate({ PolicyInputList: [document({ Effect: "Deny", Action: "sqs:SendMessage", Resource: "*" })] }),
      ],
      ["explicitDeny"],
      DECISIONS,
    ),
    row(
      "each action on each resource",
      "SimulatePrincipalPolicy",
      [
        ...[role(), inline(may("sqs:*", { Resource: "arn:aws:sqs:us-east-1:000000000000:a" }))],
        simulate({ ResourceArns: ["a", "b"].map((name) => `arn:aws:sqs:us-east-1:000000000000:${name}`) }),
      ],
      ["allowed", "implicitDeny"],
      DECISIONS,
    ),
    row(
      "conditions look at the context of the call",
      "SimulatePrincipalPolicy",
      [
        ...[role(), inline(may("sqs:*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } }))],
        simulate({ ContextEntries: context("eu-west-1") }),
      ],
      ["allowed"],
      DECISIONS,
    ),
    row(
      "and hold for nothing else",
      "SimulatePrincipalPolicy",
      [
        ...[role(), inline(may("sqs:*", { Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } }))],
        simulate({ ContextEntries: context("eu-west-2") }),
      ],
      ["implicitDeny"],
      DECISIONS,
    ),
    row("a role that is not there has no policies", "SimulatePrincipalPolicy", [simulate()], NO_ROLE),
    row(
      "policies of nobody",
      "SimulateCustomPolicy",
      [["SimulateCustomPolicy", { PolicyInputList: [may("s3:*")], ActionNames: ["s3:GetObject", "sqs:SendMessage"] }]],
      ["allowed", "implicitDeny"],
      DECISIONS,
    ),
  ],
};
