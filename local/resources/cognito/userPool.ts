import { isDeepStrictEqual } from "node:util";
import { arn, REGION } from "../../base/arn";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { DEFAULT_INVITATION } from "../../services/cognito/invitation";
import type { PasswordPolicy } from "../../services/cognito/passwords";
import { STANDARD_ATTRIBUTES } from "../../services/cognito/userPool";
import { cognitoId } from "./identifier";

interface PoolInputs {
  passwordPolicy?: Partial<PasswordPolicy> & { passwordHistorySize?: number; temporaryPasswordValidityDays?: number };
  usernameAttributes?: readonly string[];
  aliasAttributes?: readonly string[];
  usernameConfiguration?: { caseSensitive?: boolean };
  schemas?: readonly {
    name: string;
    attributeDataType: string;
    required?: boolean;
    developerOnlyAttribute?: boolean;
  }[];
  mfaConfiguration?: string;
  deletionProtection?: string;
  signInPolicy?: { allowedFirstAuthFactors?: readonly string[] };
  adminCreateUserConfig?: {
    allowAdminCreateUserOnly?: boolean;
    inviteMessageTemplate?: { emailMessage?: string; emailSubject?: string };
  };
  emailConfiguration?: { emailSendingAccount?: string };
}

const NO_MAIL = { noEffect: "no mail of this kind is sent: there is no signing up and no recovery here" };
/** API Reference, PasswordPolicyType: of a pool that sets none. */
const STRICT = { requireLowercase: true, requireUppercase: true, requireNumbers: true, requireSymbols: true };
const LENGTH = { min: 6, max: 99, default: 8 };
const TEMPORARY_DAYS = 7;

/** `aws.cognito.UserPool`: users that the program declares, who sign in with a password. */
export function userPool({ cognito }: Pick<Services, "cognito">): ResourceHandler {
  const put = async (id: string, name: string, logicalName: string, inputs: Properties): Promise<ResourceState> => {
    const pool = inputs as PoolInputs;
    check(pool);
    const poolArn = arn("cognito-idp", `userpool/${id}`);
    const schemas = pool.schemas ?? [];
    const isStandard = (attribute: string) => STANDARD_ATTRIBUTES.includes(attribute);
    const { emailSubject, emailMessage } = pool.adminCreateUserConfig?.inviteMessageTemplate ?? {};
    const { endpoint } = await cognito.putPool({
      ...{ id, arn: poolArn, name: logicalName, passwordPolicy: policyOf(pool.passwordPolicy) },
      usernameAttributes: pool.usernameAttributes ?? [],
      aliasAttributes: pool.aliasAttributes ?? [],
      caseSensitive: pool.usernameConfiguration?.caseSensitive ?? true,
      requiredAttributes: schemas.filter(({ required }) => required).map((schema) => schema.name),
      invitation: {
        subject: emailSubject ?? DEFAULT_INVITATION.subject,
        message: emailMessage ?? DEFAULT_INVITATION.message,
      },
      customAttributes: schemas.filter((schema) => !isStandard(schema.name)).map((schema) => `custom:${schema.name}`),
    });
    const defaults = { mfaConfiguration: "OFF", deletionProtection: "INACTIVE", userPoolTier: "ESSENTIALS" };
    return { id, state: { ...defaults, ...inputs, name, endpoint, arn: poolArn, estimatedNumberOfUsers: 0 } };
  };
  return {
    type: "aws:cognito/userPool:UserPool",
    properties: {
      name: "honoured",
      passwordPolicy: "honoured",
      usernameAttributes: "honoured",
      aliasAttributes: "honoured",
      usernameConfiguration: "honoured",
      schemas: "honoured",
      mfaConfiguration: "honoured",
      deletionProtection: "honoured",
      signInPolicy: "honoured",
      adminCreateUserConfig: "honoured",
      accountRecoverySetting: NO_MAIL,
      autoVerifiedAttributes: NO_MAIL,
      emailConfiguration: { noEffect: "invitations end in the local mailbox" },
      emailVerificationMessage: NO_MAIL,
      emailVerificationSubject: NO_MAIL,
      userAttributeUpdateSettings: NO_MAIL,
      verificationMessageTemplate: NO_MAIL,
      userPoolTier: { noEffect: "what only dearer tiers have is refused by its own property" },
    },
    replaceOn: ["usernameAttributes", "aliasAttributes", "usernameConfiguration"],
    create: (context, inputs) =>
      put(
        `${REGION}_${cognitoId(context, "pool", 9, "all")}`,
        context.physicalName(inputs.name, 128),
        context.name,
        inputs,
      ),
    update: async (context, { id, state }, inputs) => {
      keepSchemas((state as PoolInputs).schemas ?? [], (inputs as PoolInputs).schemas ?? []);
      return put(id, String(inputs.name ?? state.name), context.name, inputs);
    },
    refusesDeletion: ({ state }) =>
      state.deletionProtection === "ACTIVE" ? "deletionProtection is ACTIVE: set it to INACTIVE first" : undefined,
    async delete(_context, { id, state }) {
      if (state.deletionProtection === "ACTIVE") {
        throw new Error("deletionProtection is ACTIVE: set it to INACTIVE first");
      }
      cognito.deletePool(id);
    },
  };
}

function check(pool: PoolInputs): void {
  const { mfaConfiguration = "OFF", signInPolicy, adminCreateUserConfig, passwordPolicy, schemas = [] } = pool;
  if (mfaConfiguration !== "OFF") {
    throw new Error(
      `mfaConfiguration must be "OFF" locally, got "${mfaConfiguration}": there are no second factors here`,
    );
  }
  const factors = signInPolicy?.allowedFirstAuthFactors ?? [];
  const other = factors.find((factor) => factor !== "PASSWORD");
  if (other !== undefined) throw new Error(`signInPolicy: only PASSWORD is supported locally, got "${other}"`);
  if (adminCreateUserConfig?.allowAdminCreateUserOnly !== true) {
    throw new Error(
      "adminCreateUserConfig.allowAdminCreateUserOnly must be true locally: without it people sign themselves up, which they cannot do here",
    );
  }
  if (pool.usernameAttributes?.length && pool.aliasAttributes?.length) {
    throw new Error("usernameAttributes and aliasAttributes exclude each other");
  }
  if ((passwordPolicy?.passwordHistorySize ?? 0) > 0) {
    throw new Error("passwordPolicy.passwordHistorySize must be 0 locally: earlier passwords are not remembered");
  }
  for (const { name, attributeDataType, developerOnlyAttribute } of schemas) {
    if (developerOnlyAttribute) throw new Error(`schemas: "${name}": developerOnlyAttribute is not supported locally`);
    if (attributeDataType !== "String" && !STANDARD_ATTRIBUTES.includes(name)) {
      throw new Error(`schemas: attributeDataType of "${name}" must be "String" locally, got "${attributeDataType}"`);
    }
  }
}

/** "You can't change or delete an attribute after you create it" (Cognito Developer Guide, "Working with user attributes"). */
function keepSchemas(before: NonNullable<PoolInputs["schemas"]>, after: NonNullable<PoolInputs["schemas"]>): void {
  const changed = before.find((schema) => !after.some((candidate) => isDeepStrictEqual(candidate, schema)));
  if (changed)
    throw new Error(`schemas: "${changed.name}" cannot be changed or removed: AWS allows new attributes only`);
}

function policyOf(given: PoolInputs["passwordPolicy"]): PasswordPolicy {
  const { minimumLength = LENGTH.default, temporaryPasswordValidityDays: temporaryDays = TEMPORARY_DAYS } = given ?? {};
  if (minimumLength < LENGTH.min || minimumLength > LENGTH.max) {
    throw new Error(`passwordPolicy.minimumLength must be from ${LENGTH.min} to ${LENGTH.max}, got ${minimumLength}`);
  }
  if (given === undefined) return { minimumLength, temporaryDays, ...STRICT };
  const { requireLowercase = false, requireUppercase = false, requireNumbers = false, requireSymbols = false } = given;
  return { minimumLength, temporaryDays, requireLowercase, requireUppercase, requireNumbers, requireSymbols };
}
