import type { Calls } from "../calls";
import { ANY, type Table } from "../table";
import { ABSENT, api, create, DESCRIBE, db, get, MARKED, OTHER, put, refused, remove, row, TOKEN } from "./rows";

const NO_VALUE = refused(
  "ResourceNotFoundException",
  "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
);
const DAY = 24 * 3600;

export const secrets: Table<Calls> = {
  service: "AWS Secrets Manager",
  topic: "secrets through the API",
  rows: [
    row("CreateSecret without a value has no version", api("CreateSecret"), [create()], { ARN: ANY, Name: "db" }),
    row(
      "CreateSecret with a value has one, named after the token",
      api("CreateSecret"),
      [create({ SecretString: "a", ClientRequestToken: TOKEN })],
      { ARN: ANY, Name: "db", VersionId: TOKEN },
    ),
    row(
      "the same call with the same token answers the same secret",
      api("CreateSecret"),
      [
        create({ SecretString: "a", ClientRequestToken: TOKEN }),
        create({ SecretString: "a", ClientRequestToken: TOKEN }),
      ],
      TOKEN,
      "VersionId",
    ),
    row(
      "a name is taken once",
      api("CreateSecret"),
      [create(), create({ SecretString: "a" })],
      refused("ResourceExistsException", "The operation failed because the secret db already exists."),
    ),
    row("a secret without a value cannot be read", api("GetSecretValue"), [create(), get()], NO_VALUE),
    row(
      "UpdateSecret with a value puts a version",
      api("UpdateSecret"),
      [create({ SecretString: "a" }), ["UpdateSecret", { ...db, SecretString: "b" }], get()],
      "b",
      "SecretString",
    ),
    row(
      "UpdateSecret leaves alone what it does not name",
      api("UpdateSecret"),
      [create({ Description: "one" }), ["UpdateSecret", { ...db, SecretString: "b" }], DESCRIBE],
      "one",
      "Description",
    ),
    row(
      "a description is changed without a version",
      api("UpdateSecret"),
      [create({ Description: "one" }), ["UpdateSecret", { ...db, Description: "two" }]],
      { ARN: ANY, Name: "db" },
    ),
    row(
      "text and bytes at once are refused",
      api("PutSecretValue"),
      [create(), put("a", { SecretBinary: "YQ==" })],
      refused("InvalidParameterException", "You can't specify both SecretString and SecretBinary."),
    ),
    row("bytes are given back as bytes", api("GetSecretValue"), [create({ SecretBinary: "AAE=" }), get()], {
      ARN: ANY,
      Name: "db",
      VersionId: ANY,
      SecretBinary: "AAE=",
      VersionStages: ["AWSCURRENT"],
      CreatedDate: ANY,
    }),
    row(
      "several values are read at once, and what is not there is told beside them",
      api("BatchGetSecretValue"),
      [create({ SecretString: "a" }), ["BatchGetSecretValue", { SecretIdList: ["db", "other"] }]],
      {
        SecretValues: [
          { ARN: ANY, Name: "db", VersionId: ANY, SecretString: "a", VersionStages: ["AWSCURRENT"], CreatedDate: ANY },
        ],
        Errors: [
          {
            SecretId: "other",
            ErrorCode: "ResourceNotFoundException",
            Message: "Secrets Manager can't find the specified secret.",
          },
        ],
      },
    ),
    row(
      "those that filters find likewise",
      api("BatchGetSecretValue"),
      [
        create({ SecretString: "a" }),
        create({ Name: "other", SecretString: "b" }),
        ["BatchGetSecretValue", { Filters: [{ Key: "name", Values: ["o"] }] }],
      ],
      ["b"],
      "SecretValues.*.SecretString",
    ),
    row(
      "a list and filters exclude each other",
      api("BatchGetSecretValue"),
      [["BatchGetSecretValue", { SecretIdList: ["db"], Filters: [{ Key: "name", Values: ["o"] }] }]],
      { error: "InvalidParameterException", message: ANY, status: 400 },
    ),
    row(
      "tags are described",
      api("DescribeSecret"),
      [
        create({ Tags: [{ Key: "team", Value: "a" }] }),
        ["TagResource", { ...db, Tags: [{ Key: "stage", Value: "b" }] }],
        ["UntagResource", { ...db, TagKeys: ["team"] }],
        DESCRIBE,
      ],
      [{ Key: "stage", Value: "b" }],
      "Tags",
    ),
    row(
      "secrets are found by the beginning of their names",
      api("ListSecrets"),
      [create(), create({ Name: "other" }), ["ListSecrets", { Filters: [{ Key: "name", Values: ["d"] }] }]],
      ["db"],
      "SecretList.*.Name",
    ),
    row(
      "and left out by it after an exclamation mark",
      api("ListSecrets"),
      [create(), create({ Name: "other" }), ["ListSecrets", { Filters: [{ Key: "name", Values: ["!d"] }] }]],
      ["other"],
      "SecretList.*.Name",
    ),
    row("DeleteSecret waits 30 days", api("DeleteSecret"), [create(), remove()], {
      ARN: ANY,
      Name: "db",
      DeletionDate: ANY,
    }),
    row(
      "until its days are over, it can be restored",
      api("RestoreSecret"),
      [create(), remove({ RecoveryWindowInDays: 7 }), ["wait", 7 * DAY - 1], ["RestoreSecret", db]],
      { ARN: ANY, Name: "db" },
    ),
    row("meanwhile it cannot be read", api("GetSecretValue"), [create({ SecretString: "a" }), remove(), get()], MARKED),
    row(
      "nor changed",
      api("UpdateSecret"),
      [create(), remove(), ["UpdateSecret", { ...db, Description: "b" }]],
      MARKED,
    ),
    row(
      "nor its name be used",
      api("CreateSecret"),
      [create(), remove(), create()],
      refused(
        "InvalidRequestException",
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      ),
    ),
    row("nor is it listed", api("ListSecrets"), [create(), remove(), ["ListSecrets", {}]], { SecretList: [] }),
    row(
      "unless planned deletions are asked for",
      api("ListSecrets"),
      [create(), remove(), ["ListSecrets", { IncludePlannedDeletion: true }]],
      ["db"],
      "SecretList.*.Name",
    ),
    row(
      "RestoreSecret brings it back with its value",
      api("RestoreSecret"),
      [create({ SecretString: "a" }), remove(), ["RestoreSecret", db], get()],
      "a",
      "SecretString",
    ),
    row(
      "after its days it is gone",
      api("DeleteSecret"),
      [create(), remove({ RecoveryWindowInDays: 7 }), ["wait", 7 * DAY], ["RestoreSecret", db]],
      ABSENT,
    ),
    {
      behaviour: "and its name is free, under another ARN",
      input: {
        calls: [create({}, "first"), remove({ RecoveryWindowInDays: 7 }), ["wait", 7 * DAY], create({}, "second")],
        same: ["first.ARN", "second.ARN"],
      },
      answer: false,
      source: api("CreateSecret"),
    },
    row(
      "forced, it is gone at once",
      api("DeleteSecret"),
      [create(), remove({ ForceDeleteWithoutRecovery: true }), get()],
      ABSENT,
    ),
    row("forced, what is not there is no error", api("DeleteSecret"), [remove({ ForceDeleteWithoutRecovery: true })], {
      ARN: ANY,
      Name: "db",
      DeletionDate: ANY,
    }),
    row("otherwise it is one", api("DeleteSecret"), [remove()], ABSENT),
    row(
      "days and force exclude each other",
      api("DeleteSecret"),
      [create(), remove({ ForceDeleteWithoutRecovery: true, RecoveryWindowInDays: 7 })],
      refused(
        "InvalidParameterException",
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      ),
    ),
    row(
      "six days are too few",
      api("DeleteSecret"),
      [create(), remove({ RecoveryWindowInDays: 6 })],
      refused("InvalidParameterException", "RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."),
    ),
    row("a secret without a policy answers none", api("GetResourcePolicy"), [create(), ["GetResourcePolicy", db]], {
      ARN: ANY,
      Name: "db",
    }),
    row(
      "a policy that lets everybody in is refused where the call asks for that",
      api("PutResourcePolicy"),
      [
        create(),
        [
          "PutResourcePolicy",
          {
            ...db,
            BlockPublicPolicy: true,
            ResourcePolicy: JSON.stringify({
              Version: "2012-10-17",
              Statement: { Effect: "Allow", Principal: "*", Action: "secretsmanager:GetSecretValue", Resource: "*" },
            }),
          },
        ],
      ],
      { error: "PublicPolicyException", message: ANY, status: 400 },
    ),
    row(
      "a policy that is none is refused",
      api("PutResourcePolicy"),
      [create(), ["PutResourcePolicy", { ...db, ResourcePolicy: "{" }]],
      { error: "MalformedPolicyDocumentException", message: ANY, status: 400 },
    ),
    row(
      "GetRandomPassword has as many characters as it is asked for, of those that are left",
      api("GetRandomPassword"),
      [
        [
          "GetRandomPassword",
          {
            ...{ PasswordLength: 4, ExcludeLowercase: true, ExcludeUppercase: true, ExcludePunctuation: true },
            ExcludeCharacters: "012345678",
          },
        ],
      ],
      { RandomPassword: "9999" },
    ),
  ],
};

export const versions: Table<Calls> = {
  service: "AWS Secrets Manager",
  topic: "versions",
  rows: [
    row(
      "versions with a label are listed",
      api("ListSecretVersionIds"),
      [
        create({ SecretString: "a", ClientRequestToken: TOKEN }),
        put("b", { ClientRequestToken: OTHER }),
        put("c"),
        ["ListSecretVersionIds", db],
      ],
      [["AWSPREVIOUS"], ["AWSCURRENT"]],
      "Versions.*.VersionStages",
    ),
    row(
      "those without one where they are asked for",
      api("ListSecretVersionIds"),
      [
        create({ SecretString: "a", ClientRequestToken: TOKEN }),
        put("b"),
        put("c"),
        ["ListSecretVersionIds", { ...db, IncludeDeprecated: true }],
      ],
      [[], ["AWSPREVIOUS"], ["AWSCURRENT"]],
      "Versions.*.VersionStages",
    ),
    row(
      "AWSCURRENT is moved from the version that has it",
      api("UpdateSecretVersionStage"),
      [
        create({ SecretString: "a", ClientRequestToken: TOKEN }),
        put("b", { ClientRequestToken: OTHER }),
        [
          "UpdateSecretVersionStage",
          { ...db, VersionStage: "AWSCURRENT", RemoveFromVersionId: OTHER, MoveToVersionId: TOKEN },
        ],
        get(),
      ],
      "a",
      "SecretString",
    ),
    row(
      "a label of another version has to be named there",
      api("UpdateSecretVersionStage"),
      [
        create({ SecretString: "a", ClientRequestToken: TOKEN }),
        put("b", { ClientRequestToken: OTHER }),
        ["UpdateSecretVersionStage", { ...db, VersionStage: "AWSCURRENT", MoveToVersionId: TOKEN }],
      ],
      refused(
        "InvalidParameterException",
        `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${OTHER}, so you ` +
          "must explicitly reference that version in RemoveFromVersionId.",
      ),
    ),
  ],
};
