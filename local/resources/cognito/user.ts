import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { STANDARD_ATTRIBUTES } from "../../services/cognito/userPool";
import type { UserSpec, UserStatus } from "../../services/cognito/userPoolSpec";
import { derivedUuid } from "../appautoscaling/derivedUuid";

interface UserInputs {
  userPoolId: string;
  username: string;
  attributes?: Readonly<Record<string, string>>;
  enabled?: boolean;
  password?: string;
  temporaryPassword?: string;
  messageAction?: string;
  desiredDeliveryMediums?: readonly string[];
}

/** `aws.cognito.User`: somebody who signs in with a password, or is invited to. */
export function user({ clock, cognito }: Pick<Services, "clock" | "cognito">): ResourceHandler {
  const stateOf = (inputs: Properties, sub: string, status: UserStatus, createdAt: string): ResourceState => {
    const { userPoolId, username, attributes = {} } = inputs as unknown as UserInputs;
    return {
      id: `${userPoolId}/${username}`,
      state: {
        enabled: true,
        ...inputs,
        ...{ attributes: { ...attributes, sub }, sub, status },
        ...{ creationDate: createdAt, lastModifiedDate: new Date(clock.now()).toISOString() },
        ...{ mfaSettingLists: [], preferredMfaSetting: "" },
      },
    };
  };
  return {
    type: "aws:cognito/user:User",
    properties: {
      userPoolId: "honoured",
      username: "honoured",
      attributes: "honoured",
      enabled: "honoured",
      password: "honoured",
      temporaryPassword: "honoured",
      messageAction: "honoured",
      desiredDeliveryMediums: "honoured",
    },
    replaceOn: ["userPoolId", "username"],
    async create(context, inputs) {
      const given = inputs as unknown as UserInputs;
      check(given);
      const sub = derivedUuid(`${context.urn}\n${given.userPoolId}`);
      const status = await cognito.createUser(given.userPoolId, specOf(given, sub, true), isInvited(given));
      return stateOf(inputs, sub, status, new Date(clock.now()).toISOString());
    },
    async update(_context, { state }, inputs) {
      const given = inputs as unknown as UserInputs;
      check(given);
      // A user who has changed it keeps the new one, until the program says another.
      const isNew = given.password !== state.password || given.temporaryPassword !== state.temporaryPassword;
      const spec = specOf(given, String(state.sub), isNew);
      return stateOf(inputs, spec.sub, await cognito.updateUser(given.userPoolId, spec), String(state.creationDate));
    },
    delete: async (_context, { state }) => cognito.deleteUser(String(state.userPoolId), String(state.username)),
  };
}

/** A permanent password follows an invitation on AWS, too, and makes that of the mail void: here there is none. */
function isInvited({ password, messageAction, desiredDeliveryMediums = [] }: UserInputs): boolean {
  return password === undefined && messageAction !== "SUPPRESS" && desiredDeliveryMediums.includes("EMAIL");
}

function check(inputs: UserInputs): void {
  const { password, temporaryPassword, messageAction } = inputs;
  if (password !== undefined && temporaryPassword !== undefined) {
    throw new Error("password and temporaryPassword exclude each other");
  }
  if (password === undefined && temporaryPassword === undefined && !isInvited(inputs)) {
    throw new Error(
      'password or temporaryPassword must be set, or desiredDeliveryMediums to ["EMAIL"], locally: nobody is told a generated one otherwise',
    );
  }
  if (messageAction !== undefined && messageAction !== "SUPPRESS") {
    throw new Error(`messageAction must be "SUPPRESS" or left out locally, got "${messageAction}"`);
  }
}

function specOf(inputs: UserInputs, sub: string, withPassword: boolean): UserSpec {
  const { username, attributes = {}, enabled = true, password, temporaryPassword } = inputs;
  const text = password ?? temporaryPassword;
  return {
    ...{ username, sub, enabled, attributes: prefixed(attributes) },
    ...(withPassword && text !== undefined && { password: { text, permanent: password !== undefined } }),
  };
}

/** As the AWS provider does: what is none of OpenID Connect's attributes is a custom one. */
function prefixed(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const isKnown = (name: string) => STANDARD_ATTRIBUTES.includes(name) || name.startsWith("custom:");
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name !== "sub")
      .map(([name, value]) => [isKnown(name) ? name : `custom:${name}`, value]),
  );
}
