import type { Calls, Step } from "../calls";
import { NOW } from "../freshApi";
import { ANY, type Table } from "../table";
import { ARN, refused, row } from "./rows";

const READ = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
const ana = { UserName: "ana" };
const CREATE: Step = ["CreateUser", ana];
const ATTACH: Step = ["AttachUserPolicy", { ...ana, PolicyArn: READ }];

export const users: Table<Calls> = {
  service: "AWS IAM",
  topic: "users and access keys",
  rows: [
    row(
      "a user is described",
      "GetUser",
      [
        ["CreateUser", { ...ana, Path: "/team/" }],
        ["GetUser", ana],
      ],
      {
        User: { Path: "/team/", UserName: "ana", UserId: ANY, Arn: `${ARN}:user/team/ana`, CreateDate: NOW },
      },
    ),
    row(
      "a user's name is taken once",
      "CreateUser",
      [CREATE, CREATE],
      refused("EntityAlreadyExists", "User with name ana already exists.", 409),
    ),
    row(
      "a user that is not there",
      "GetUser",
      [["GetUser", ana]],
      refused("NoSuchEntity", "The user with name ana cannot be found.", 404),
    ),
    row("a key is answered with its secret", "CreateAccessKey", [CREATE, ["CreateAccessKey", ana]], {
      AccessKey: { ...ana, AccessKeyId: ANY, Status: "Active", SecretAccessKey: ANY, CreateDate: NOW },
    }),
    row(
      "a key is listed without its secret",
      "ListAccessKeys",
      [CREATE, ["CreateAccessKey", ana], ["ListAccessKeys", ana]],
      { AccessKeyMetadata: [{ ...ana, AccessKeyId: ANY, Status: "Active", CreateDate: NOW }], IsTruncated: false },
    ),
    row(
      "a key that is deleted is not listed",
      "DeleteAccessKey",
      [
        CREATE,
        ["CreateAccessKey", ana, "key"],
        ["DeleteAccessKey", { ...ana, AccessKeyId: "$key.AccessKey.AccessKeyId" }],
        ["ListAccessKeys", ana],
      ],
      { AccessKeyMetadata: [], IsTruncated: false },
    ),
    row(
      "policies of a user are listed",
      "ListAttachedUserPolicies",
      [CREATE, ATTACH, ["ListAttachedUserPolicies", ana]],
      { AttachedPolicies: [{ PolicyName: "AmazonS3ReadOnlyAccess", PolicyArn: READ }], IsTruncated: false },
    ),
    row(
      "a policy tells the users that have it",
      "ListEntitiesForPolicy",
      [CREATE, ATTACH, ["ListEntitiesForPolicy", { PolicyArn: READ }]],
      [ana],
      "PolicyUsers",
    ),
    row(
      "a user with a policy is not deleted",
      "DeleteUser",
      [CREATE, ATTACH, ["DeleteUser", ana]],
      refused("DeleteConflict", "Cannot delete entity, must detach all policies first.", 409),
    ),
    row(
      "a user with a key is not deleted",
      "DeleteUser",
      [CREATE, ["CreateAccessKey", ana], ["DeleteUser", ana]],
      refused("DeleteConflict", "Cannot delete entity, must delete access keys first.", 409),
    ),
    row(
      "a user without any goes",
      "DeleteUser",
      [CREATE, ATTACH, ["DetachUserPolicy", { ...ana, PolicyArn: READ }], ["DeleteUser", ana], ["ListUsers", {}]],
      { Users: [], IsTruncated: false },
    ),
  ],
};
