import type { Calls, Refusal, Step } from "../calls";
import { ANY, type Row, type Source, type Table } from "../table";

const LOCALSTACK = "https://github.com/localstack/localstack/blob";
/** The commits at which LocalStack's recordings of AWS were read. */
const RECORDINGS = {
  test_iam_roles: `${LOCALSTACK}/3cc59f9404198f1f7da42a0fa4f1ccd108fc1dd1`,
  test_iam_policies: `${LOCALSTACK}/030eb47feca926b78463a732b5d1de229c9dcbf2`,
  test_iam_managed_policies: `${LOCALSTACK}/412dac45bd74da970db33ae932bfa75a4db1c502`,
} as const;

const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const AssumeRolePolicyDocument = document({
  ...{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
});
const PolicyDocument = document({ Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::example_bucket" });
const RoleName = "worker";
const PolicyArn = "arn:aws:iam::000000000000:policy/reads";
const NOBODY = "test-nonexistent-role";

const role = (given: object = {}): Step => ["CreateRole", { RoleName, AssumeRolePolicyDocument, ...given }];
const policy = (given: object = {}): Step => ["CreatePolicy", { PolicyName: "reads", PolicyDocument, ...given }];
const on = (operation: string, given: object = {}): Step => [operation, { RoleName, ...given }];
const of = (operation: string, given: object = {}): Step => [operation, { PolicyArn, ...given }];
const inline = (PolicyName = "first"): Step => on("PutRolePolicy", { PolicyName, PolicyDocument });
const version = (isDefault: boolean): Step => of("CreatePolicyVersion", { PolicyDocument, SetAsDefault: isDefault });
const tag = (Key: string, Value = "value") => ({ Key, Value });
const many = (count: number) => Array.from({ length: count }, (_, at) => tag(`key${at}`));

const SHOWN_ROLE = {
  ...{ Path: "/", RoleName, RoleId: ANY, Arn: "arn:aws:iam::000000000000:role/worker", CreateDate: ANY },
  AssumeRolePolicyDocument: ANY,
};
const SHOWN_POLICY = {
  ...{ PolicyName: "reads", PolicyId: ANY, Arn: PolicyArn, Path: "/", DefaultVersionId: "v1", AttachmentCount: 0 },
  ...{ PermissionsBoundaryUsageCount: 0, IsAttachable: true, CreateDate: ANY, UpdateDate: ANY },
};
const shownVersion = (VersionId: string, IsDefaultVersion: boolean) => ({
  ...{ VersionId, IsDefaultVersion, CreateDate: ANY },
});

const refusal = (error: string, message: string, status = 400): Refusal => ({ error, message, status });
const noRole = (name: string) => refusal("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
const notFound = (message: string) => refusal("NoSuchEntity", message, 404);
const conflict = (message: string) => refusal("DeleteConflict", message, 409);
const breaks = (at: string, rule: string) =>
  refusal(
    "ValidationError",
    `1 validation error detected: Value at '${at}' failed to satisfy constraint: Member must ${rule}`,
  );

function rowsOf(file: keyof typeof RECORDINGS) {
  return (behaviour: string, calls: readonly Step[], answer: unknown, test: string, see?: string): Row<Calls> => {
    const source: Source = {
      title: `recorded: ${test}`,
      address: `${RECORDINGS[file]}/tests/aws/services/iam/${file}.snapshot.json`,
    };
    return { behaviour, input: { calls, ...(see !== undefined && { see }) }, answer, source };
  };
}
const ofRoles = rowsOf("test_iam_roles");
const ofPolicies = rowsOf("test_iam_policies");
const ofManaged = rowsOf("test_iam_managed_policies");
const inOtherWords = (row: Row<Calls>, code: string): Row<Calls> => ({
  ...row,
  difference: { answer: refusal(code, ANY), why: "The local cloud says where in a policy the fault is." },
});

export const recordedRoles: Table<Calls> = {
  service: "AWS IAM",
  topic: "roles, as recorded",
  rows: [
    ofRoles("CreateRole answers the role", [role()], { Role: SHOWN_ROLE }, "test_create_role_defaults"),
    ofRoles(
      "GetRole tells more",
      [role(), on("GetRole")],
      { Role: { ...SHOWN_ROLE, MaxSessionDuration: 3600, RoleLastUsed: {} } },
      "test_create_role_defaults",
    ),
    ofRoles(
      "a role that is there",
      [role(), role()],
      refusal("EntityAlreadyExists", "Role with name worker already exists.", 409),
      "test_role_errors",
    ),
    ...["GetRole", "UpdateRole", "DeleteRole"].map((operation) =>
      ofRoles(
        `${operation} of what is not there`,
        [[operation, { RoleName: NOBODY }]],
        noRole(NOBODY),
        "test_role_errors",
      ),
    ),
    ofRoles(
      "UpdateRole changes what is given",
      [
        role({ Description: "initial description" }),
        on("UpdateRole", { Description: "updated description", MaxSessionDuration: 7200 }),
        on("GetRole"),
      ],
      {
        Role: {
          ...{ ...SHOWN_ROLE, Description: "updated description" },
          ...{ MaxSessionDuration: 7200, RoleLastUsed: {} },
        },
      },
      "test_update_role",
    ),
    ofRoles(
      "UpdateRole with nothing changes nothing",
      [role({ Description: "text", MaxSessionDuration: 7200 }), on("UpdateRole"), on("GetRole")],
      { Role: { ...SHOWN_ROLE, Description: "text", MaxSessionDuration: 7200, RoleLastUsed: {} } },
      "test_update_role",
    ),
    ofRoles(
      "UpdateRoleDescription answers the role",
      [role(), on("UpdateRoleDescription", { Description: "description via update_role_description" })],
      { Role: { ...SHOWN_ROLE, Description: "description via update_role_description" } },
      "test_update_role",
    ),
    ofRoles(
      "a role that has a policy attached stays",
      [role(), policy(), on("AttachRolePolicy", { PolicyArn }), on("DeleteRole")],
      conflict("Cannot delete entity, must detach all policies first."),
      "test_delete_role_with_attached_policy",
    ),
    ofRoles(
      "a role that has a policy of its own stays",
      [role(), inline(), on("DeleteRole")],
      conflict("Cannot delete entity, must delete policies first."),
      "test_delete_role_with_inline_policy",
    ),
    ofRoles(
      "roles under a path",
      [role({ Path: "/team/" }), role({ RoleName: "other" }), ["ListRoles", { PathPrefix: "/team/" }]],
      ["arn:aws:iam::000000000000:role/team/worker"],
      "test_list_roles_pagination",
      "Roles.*.Arn",
    ),
    ofRoles(
      "a page of roles",
      [role(), role({ RoleName: "other" }), ["ListRoles", { MaxItems: 1 }]],
      { Roles: [{ ...SHOWN_ROLE, MaxSessionDuration: 3600 }], IsTruncated: true, Marker: ANY },
      "test_list_roles_pagination",
    ),
    ofRoles(
      "the next page",
      [
        role(),
        role({ RoleName: "other" }),
        ["ListRoles", { MaxItems: 1 }, "first"],
        ["ListRoles", { MaxItems: 1, Marker: "$first.Marker" }],
      ],
      ["other"],
      "test_list_roles_pagination",
      "Roles.*.RoleName",
    ),
    ofRoles(
      "policies of its own",
      [role(), inline("first"), inline("second"), on("ListRolePolicies")],
      { PolicyNames: ["first", "second"], IsTruncated: false },
      "test_role_inline_policy_lifecycle",
    ),
    ...["GetRolePolicy", "DeleteRolePolicy"].map((operation) =>
      ofRoles(
        `${operation} of what is not there`,
        [role(), on(operation, { PolicyName: "first" })],
        notFound("The role policy with name first cannot be found."),
        "test_role_inline_policy_lifecycle",
      ),
    ),
    ofRoles(
      "no policies attached",
      [role(), on("ListAttachedRolePolicies")],
      { AttachedPolicies: [], IsTruncated: false },
      "test_role_managed_policy_lifecycle",
    ),
    ofRoles(
      "policies attached",
      [role(), policy(), on("AttachRolePolicy", { PolicyArn }), on("ListAttachedRolePolicies")],
      { AttachedPolicies: [{ PolicyName: "reads", PolicyArn }], IsTruncated: false },
      "test_role_managed_policy_lifecycle",
    ),
    ofRoles(
      "to detach what is not attached",
      [role(), policy(), on("DetachRolePolicy", { PolicyArn })],
      notFound(`Policy ${PolicyArn} was not found.`),
      "test_role_managed_policy_errors",
    ),
    ofRoles(
      "to attach what is no ARN",
      [role(), policy(), on("AttachRolePolicy", { PolicyArn: "longpolicynamebutnoarn" })],
      refusal("ValidationError", "ARN longpolicynamebutnoarn is not valid."),
      "test_role_managed_policy_errors",
    ),
    ofRoles(
      "to attach what is not there",
      [role(), on("AttachRolePolicy", { PolicyArn })],
      notFound(`Policy ${PolicyArn} does not exist or is not attachable.`),
      "test_role_managed_policy_errors",
    ),
    inOtherWords(
      ofRoles(
        "a trust policy that is no JSON",
        [role(), on("UpdateAssumeRolePolicy", { PolicyDocument: "{" })],
        refusal("MalformedPolicyDocument", "This policy contains invalid Json"),
        "test_update_assume_role_policy_errors",
      ),
      "MalformedPolicyDocument",
    ),
    inOtherWords(
      ofRoles(
        "a trust policy with a resource",
        [
          role(),
          on("UpdateAssumeRolePolicy", {
            PolicyDocument: document({
              ...{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
              Resource: "*",
            }),
          }),
        ],
        refusal("MalformedPolicyDocument", "Has prohibited field Resource"),
        "test_update_assume_role_policy_errors",
      ),
      "MalformedPolicyDocument",
    ),
    ofRoles(
      "CreateRole answers its tags",
      [role({ Tags: [tag("emptykey", "")] })],
      { Role: { ...SHOWN_ROLE, Tags: [tag("emptykey", "")] } },
      "test_role_with_tags",
    ),
    ofRoles(
      "TagRole adds and overwrites",
      [
        role({ Tags: [tag("somekey", "somevalue"), tag("someotherkey", "someothervalue")] }),
        on("TagRole", { Tags: [tag("somekey", "updatedvalue")] }),
        on("ListRoleTags"),
      ],
      { Tags: [tag("somekey", "updatedvalue"), tag("someotherkey", "someothervalue")], IsTruncated: false },
      "test_role_tag_operations",
    ),
    ofRoles(
      "UntagRole takes away",
      [role({ Tags: [tag("somekey")] }), on("UntagRole", { TagKeys: ["somekey"] }), on("ListRoleTags")],
      { Tags: [], IsTruncated: false },
      "test_role_tag_operations",
    ),
    ofRoles(
      "tags of what is not there",
      [["ListRoleTags", { RoleName: NOBODY }]],
      noRole(NOBODY),
      "test_role_tag_errors",
    ),
    ofRoles(
      "too many tags",
      [role({ Tags: many(51) })],
      breaks("tags", "have length less than or equal to 50"),
      "test_role_tag_errors",
    ),
    ofRoles(
      "a tag's key twice, but for its case",
      [role({ Tags: [tag("a"), tag("A")] })],
      refusal("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive."),
      "test_role_tag_errors",
    ),
    ofRoles(
      "a tag's key that is too long",
      [role({ Tags: [tag("a".repeat(129))] })],
      breaks("tags.1.member.key", "have length less than or equal to 128"),
      "test_role_tag_errors",
    ),
    ofRoles(
      "a tag's value that is too long",
      [role({ Tags: [tag("a", "b".repeat(257))] })],
      breaks("tags.1.member.value", "have length less than or equal to 256"),
      "test_role_tag_errors",
    ),
    ofRoles(
      "a tag's key that is none",
      [role(), on("TagRole", { Tags: [tag("&")] })],
      breaks("tags.1.member.key", "satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+"),
      "test_role_tag_errors",
    ),
    ofRoles(
      "a key to take away that is none",
      [role(), on("UntagRole", { TagKeys: ["&"] })],
      breaks(
        "tagKeys",
        "satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, " +
          "Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]",
      ),
      "test_role_tag_errors",
    ),
  ],
};

const noVersion = (id: string, arn = PolicyArn) =>
  notFound(`Policy ${arn} version ${id} does not exist or is not attachable.`);

export const recordedPolicies: Table<Calls> = {
  service: "AWS IAM",
  topic: "managed policies, as recorded",
  rows: [
    ofPolicies("CreatePolicy answers the policy", [policy()], { Policy: SHOWN_POLICY }, "test_policy_lifecycle[/]"),
    ofPolicies(
      "a policy with a path",
      [policy({ Path: "/test/path/" })],
      "arn:aws:iam::000000000000:policy/test/path/reads",
      "test_policy_lifecycle[/test/path/]",
      "Policy.Arn",
    ),
    ofPolicies(
      "GetPolicy tells its tags, too",
      [policy(), of("GetPolicy")],
      { Policy: { ...SHOWN_POLICY, Tags: [] } },
      "test_policy_lifecycle[/]",
    ),
    ofPolicies(
      "ListPolicies tells less",
      [policy({ Description: "text", Tags: [tag("a")] }), ["ListPolicies", { Scope: "Local" }]],
      { Policies: [SHOWN_POLICY], IsTruncated: false },
      "test_policy_lifecycle[/]",
    ),
    ofPolicies(
      "a policy that is there",
      [policy(), policy()],
      refusal("EntityAlreadyExists", "A policy called reads already exists. Duplicate names are not allowed.", 409),
      "test_policy_errors",
    ),
    ofPolicies(
      "CreatePolicyVersion answers the version",
      [policy(), version(true)],
      { PolicyVersion: shownVersion("v2", true) },
      "test_policy_version_lifecycle",
    ),
    ofPolicies(
      "versions, the newest first",
      [policy(), version(true), version(false), of("ListPolicyVersions")],
      {
        Versions: [shownVersion("v3", false), shownVersion("v2", true), shownVersion("v1", false)],
        IsTruncated: false,
      },
      "test_policy_version_lifecycle",
    ),
    ofPolicies(
      "versions that are left",
      [
        policy(),
        version(true),
        version(false),
        of("DeletePolicyVersion", { VersionId: "v1" }),
        of("ListPolicyVersions"),
      ],
      { Versions: [shownVersion("v3", false), shownVersion("v2", true)], IsTruncated: false },
      "test_policy_version_lifecycle",
    ),
    ofPolicies(
      "another version is made the default",
      [
        policy(),
        version(true),
        version(true),
        of("SetDefaultPolicyVersion", { VersionId: "v1" }),
        of("ListPolicyVersions"),
      ],
      {
        Versions: [shownVersion("v3", false), shownVersion("v2", false), shownVersion("v1", true)],
        IsTruncated: false,
      },
      "test_policy_version_set_default",
    ),
    ofPolicies(
      "more than five versions",
      [policy(), ...Array.from({ length: 5 }, () => version(false))],
      refusal(
        "LimitExceeded",
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
        409,
      ),
      "test_policy_version_limit",
    ),
    ofPolicies(
      "numbers of versions do not come back",
      [
        policy(),
        ...Array.from({ length: 4 }, () => version(false)),
        of("DeletePolicyVersion", { VersionId: "v5" }),
        version(false),
      ],
      { PolicyVersion: shownVersion("v6", false) },
      "test_policy_version_limit",
    ),
    ...["GetPolicyVersion", "DeletePolicyVersion", "SetDefaultPolicyVersion"].map((operation) =>
      ofPolicies(
        `${operation} of a version that is not there`,
        [policy(), of(operation, { VersionId: "v9" })],
        noVersion("v9"),
        "test_policy_version_errors",
      ),
    ),
    ofPolicies(
      "a version of what is not there",
      [of("GetPolicyVersion", { VersionId: "v1" })],
      noVersion("v1"),
      "test_policy_version_errors",
    ),
    ofPolicies(
      "the default version stays",
      [policy(), of("DeletePolicyVersion", { VersionId: "v1" })],
      conflict("Cannot delete the default version of a policy."),
      "test_policy_version_errors",
    ),
    ofPolicies(
      "a version's name that is none",
      [policy(), of("SetDefaultPolicyVersion", { VersionId: "version1" })],
      breaks("versionId", "satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?"),
      "test_policy_version_errors",
    ),
    ofPolicies(
      "CreatePolicy answers its tags",
      [policy({ Tags: [tag("somekey", "")] })],
      { Policy: { ...SHOWN_POLICY, Tags: [tag("somekey", "")] } },
      "test_policy_tag_lifecycle",
    ),
    ofPolicies(
      "tags whose keys differ in case",
      [policy({ Tags: [tag("a", "lowercase"), tag("A", "uppercase")] }), of("ListPolicyTags")],
      { Tags: [tag("A", "uppercase"), tag("a", "lowercase")], IsTruncated: false },
      "test_policy_tag_lifecycle",
    ),
    ofPolicies(
      "a page of tags",
      [policy({ Tags: [tag("somekey"), tag("someotherkey")] }), of("ListPolicyTags", { MaxItems: 1 })],
      { Tags: [tag("somekey")], IsTruncated: true, Marker: ANY },
      "test_policy_tag_operations",
    ),
    ofPolicies(
      "UntagPolicy takes away",
      [policy({ Tags: [tag("a"), tag("A")] }), of("UntagPolicy", { TagKeys: ["a"] }), of("ListPolicyTags")],
      { Tags: [tag("A")], IsTruncated: false },
      "test_policy_tag_operations",
    ),
    ofPolicies(
      "a tag's key twice",
      [policy({ Tags: [tag("a"), tag("a", "b")] })],
      refusal("InvalidInput", "Duplicate tag keys found."),
      "test_policy_tag_create_errors",
    ),
    ofPolicies(
      "tags of a policy that is not there",
      [of("TagPolicy", { Tags: [tag("a")] })],
      notFound(`Policy ${PolicyArn} was not found.`),
      "test_policy_tag_update_errors",
    ),
    ofManaged(
      "a policy of AWS's own has versions",
      [
        [
          "GetPolicyVersion",
          { PolicyArn: "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", VersionId: "v1" },
        ],
      ],
      { PolicyVersion: { Document: ANY, ...shownVersion("v1", true) } },
      "test_get_aws_managed_policy_version",
    ),
  ],
};
