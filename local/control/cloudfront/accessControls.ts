import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import type { Properties } from "../../engine/resourceHandler";
import {
  arnOf,
  bodyIn,
  type CloudFrontParts,
  changesTo,
  checkVersion,
  onePage,
  operationOn,
  type Params,
  type Routed,
  type Told,
  TYPES,
  versioned,
} from "./cloudFrontOperation";
import { ACCESS_CONTROL } from "./configs";
import { inputsIn, membersOf } from "./shapes";

const PATH = "/origin-access-control";
const ONE = `${PATH}/{Id}`;

const theControl = ({ Id }: Params) => arnOf("origin-access-control", Id);

/** Operations on origin access controls. */
export const accessControlOperations: Readonly<Record<string, Routed>> = {
  CreateOriginAccessControl: operationOn(
    "POST",
    PATH,
    { actions: ["CreateOriginAccessControl"], resource: () => arnOf("origin-access-control") },
    async (params, { resources }) => {
      const inputs = inputsFor(params, { resources });
      const made = await resources.create(TYPES.accessControl, inputs);
      return described(made, { at: `/2020-05-31${PATH}/${made.id}` });
    },
  ),
  ListOriginAccessControls: operationOn(
    "GET",
    PATH,
    { actions: ["ListOriginAccessControls"], resource: () => "*" },
    (_params, { resources }) => ({
      document: [
        "OriginAccessControlList",
        onePage(
          "OriginAccessControlSummary",
          resources.all(TYPES.accessControl).map(({ id, state }) => ({ Id: id, ...membersOf(state, ACCESS_CONTROL) })),
        ),
      ],
    }),
  ),
  GetOriginAccessControl: operationOn(
    "GET",
    ONE,
    { actions: ["GetOriginAccessControl"], resource: theControl },
    (params, parts) => described(controlOf(params, parts)),
  ),
  GetOriginAccessControlConfig: operationOn(
    "GET",
    `${ONE}/config`,
    { actions: ["GetOriginAccessControlConfig"], resource: theControl },
    (params, parts) => {
      const found = controlOf(params, parts);
      return versioned(["OriginAccessControlConfig", membersOf(found.state, ACCESS_CONTROL)], found);
    },
  ),
  UpdateOriginAccessControl: operationOn(
    "PUT",
    `${ONE}/config`,
    { actions: ["UpdateOriginAccessControl"], resource: theControl },
    async (params, parts) => {
      const found = controlOf(params, parts);
      checkVersion(params, found);
      return described(await parts.resources.update(found, changesTo(inputsFor(params, parts, found), found)));
    },
  ),
  DeleteOriginAccessControl: operationOn(
    "DELETE",
    ONE,
    { actions: ["DeleteOriginAccessControl"], resource: theControl },
    async (params, { resources }) => {
      const found = controlOf(params, { resources });
      checkVersion(params, found);
      const origins = resources
        .all(TYPES.distribution)
        .flatMap(({ state }) => state.origins as readonly { originAccessControlId?: string }[]);
      if (origins.some(({ originAccessControlId }) => originAccessControlId === found.id)) {
        throw new AwsError(
          "OriginAccessControlInUse",
          "Cannot delete the origin access control because it's in use by one or more distributions.",
          409,
        );
      }
      await resources.delete(found);
      return { status: 204 };
    },
  ),
};

/** @throws AwsError `OriginAccessControlAlreadyExists` where another one has the name */
function inputsFor(params: Params, { resources }: CloudFrontParts, own?: KeptResource): Properties {
  const inputs = inputsIn(bodyIn(params, "OriginAccessControlConfig"), ACCESS_CONTROL);
  const others = resources.all(TYPES.accessControl).filter(({ id }) => id !== own?.id);
  if (!others.some(({ state }) => state.name === inputs.name)) return inputs;
  throw new AwsError(
    "OriginAccessControlAlreadyExists",
    "An origin access control with the same name already exists.",
    409,
  );
}

/** @throws AwsError `NoSuchOriginAccessControl` */
function controlOf({ Id = "" }: Params, { resources }: CloudFrontParts): KeptResource {
  const found = resources.find(TYPES.accessControl, Id);
  if (found) return found;
  throw new AwsError("NoSuchOriginAccessControl", "The origin access control does not exist.", 404);
}

function described(control: KeptResource, created?: { at: string }): Told {
  const OriginAccessControlConfig = membersOf(control.state, ACCESS_CONTROL);
  return versioned(["OriginAccessControl", { Id: control.id, OriginAccessControlConfig }], control, created);
}
