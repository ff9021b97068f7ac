import { AwsError } from "../../base/awsError";
import { onePage, TYPES } from "./cloudFrontOperation";
import { ACCESS_CONTROL } from "./configs";
import { inputsIn, membersOf } from "./shapes";
import { operationsOf } from "./versionedKind";

/** Operations on origin access controls. */
export const accessControlOperations = operationsOf({
  name: "OriginAccessControl",
  plural: "OriginAccessControls",
  path: "origin-access-control",
  type: TYPES.accessControl,
  changedAt: "/config",
  missing: "The origin access control does not exist.",
  taken: "An origin access control with the same name already exists.",
  inputs: (config) => inputsIn(config, ACCESS_CONTROL),
  config: (state) => membersOf(state, ACCESS_CONTROL),
  facts: ({ id }) => ({ Id: id }),
  summary: ({ id, state }) => ({ Id: id, ...membersOf(state, ACCESS_CONTROL) }),
  page: onePage,
  checkDeletable({ id }, { resources }) {
    const origins = resources
      .all(TYPES.distribution)
      .flatMap(({ state }) => state.origins as readonly { originAccessControlId?: string }[]);
    if (!origins.some(({ originAccessControlId }) => originAccessControlId === id)) return;
    throw new AwsError(
      "OriginAccessControlInUse",
      "Cannot delete the origin access control because it's in use by one or more distributions.",
      409,
    );
  },
});
