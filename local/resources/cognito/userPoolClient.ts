import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { UserPoolClientSpec } from "../../services/cognito/userPoolSpec";
import { checkUrls } from "./clientUrls";
import { cognitoId } from "./identifier";
import { type ValidityInputs, validityOf } from "./tokenValidity";

interface ClientInputs extends ValidityInputs {
  name?: string;
  userPoolId: string;
  generateSecret?: boolean;
  allowedOauthFlows?: readonly string[];
  allowedOauthFlowsUserPoolClient?: boolean;
  allowedOauthScopes?: readonly string[];
  callbackUrls?: readonly string[];
  defaultRedirectUri?: string;
  logoutUrls?: readonly string[];
  supportedIdentityProviders?: readonly string[];
  explicitAuthFlows?: readonly string[];
  preventUserExistenceErrors?: string;
  enableTokenRevocation?: boolean;
  readAttributes?: readonly string[];
  refreshTokenRotation?: { feature: string; retryGracePeriodSeconds?: number };
}

/** API Reference, CreateUserPoolClient: of a client that names none. */
const DEFAULT_FLOWS = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"];
/** Flows that may be declared; signing in by SRP or a custom flow is refused when it is tried. */
const FLOWS = [...DEFAULT_FLOWS, "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"];
const SCOPES = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"];

/** `aws.cognito.UserPoolClient`: authorization codes at the hosted login, and signing in by the API. */
export function userPoolClient({ cognito }: Pick<Services, "cognito">): ResourceHandler {
  const put = (id: string, name: string, clientSecret: string | undefined, inputs: Properties): ResourceState => {
    const client = inputs as unknown as ClientInputs;
    check(client);
    cognito.putClient(specOf(id, clientSecret, client));
    const defaults = {
      enableTokenRevocation: true,
      explicitAuthFlows: DEFAULT_FLOWS,
      preventUserExistenceErrors: "LEGACY",
      supportedIdentityProviders: [],
    };
    return { id, state: { ...defaults, ...inputs, name, clientSecret: clientSecret ?? "" } };
  };
  const nameOf = (context: ResourceContext, inputs: Properties) => context.physicalName(inputs.name, 128);
  return {
    type: "aws:cognito/userPoolClient:UserPoolClient",
    properties: {
      name: "honoured",
      userPoolId: "honoured",
      generateSecret: "honoured",
      allowedOauthFlows: "honoured",
      allowedOauthFlowsUserPoolClient: "honoured",
      allowedOauthScopes: "honoured",
      callbackUrls: "honoured",
      defaultRedirectUri: "honoured",
      logoutUrls: "honoured",
      supportedIdentityProviders: "honoured",
      explicitAuthFlows: "honoured",
      preventUserExistenceErrors: "honoured",
      enableTokenRevocation: "honoured",
      accessTokenValidity: "honoured",
      idTokenValidity: "honoured",
      refreshTokenValidity: "honoured",
      tokenValidityUnits: "honoured",
      refreshTokenRotation: "honoured",
      readAttributes: "honoured",
      writeAttributes: { noEffect: "users cannot change their attributes here" },
    },
    replaceOn: ["userPoolId", "generateSecret"],
    async create(context, inputs) {
      const secret = inputs.generateSecret === true ? cognitoId(context, "secret", 51, "small") : undefined;
      return put(cognitoId(context, "client", 26, "small"), nameOf(context, inputs), secret, inputs);
    },
    update: async (_context, { id, state }, inputs) =>
      put(id, String(inputs.name ?? state.name), state.clientSecret ? String(state.clientSecret) : undefined, inputs),
    delete: async (_context, { id, state }) => cognito.deleteClient(String(state.userPoolId), id),
  };
}

function specOf(id: string, secret: string | undefined, client: ClientInputs): UserPoolClientSpec {
  const { allowedOauthFlows = [], allowedOauthFlowsUserPoolClient = false, refreshTokenRotation: rotation } = client;
  return {
    ...{ id, userPoolId: client.userPoolId, validity: validityOf(client) },
    ...(secret !== undefined && { secret }),
    usesHostedLogin: allowedOauthFlowsUserPoolClient && allowedOauthFlows.includes("code"),
    callbackUrls: client.callbackUrls ?? [],
    logoutUrls: client.logoutUrls ?? [],
    scopes: client.allowedOauthScopes ?? [],
    authFlows: client.explicitAuthFlows ?? DEFAULT_FLOWS,
    hidesUsers: client.preventUserExistenceErrors === "ENABLED",
    ...(client.readAttributes && { readAttributes: client.readAttributes }),
    ...(rotation?.feature === "ENABLED" && { rotation: { graceSeconds: rotation.retryGracePeriodSeconds ?? 0 } }),
  };
}

function check(client: ClientInputs): void {
  const { allowedOauthFlows = [], allowedOauthScopes = [], explicitAuthFlows = [] } = client;
  const flow = allowedOauthFlows.find((name) => name !== "code");
  if (flow !== undefined) throw new Error(`allowedOauthFlows must be ["code"] locally, got "${flow}"`);
  const scope = allowedOauthScopes.find((name) => !SCOPES.includes(name));
  if (scope !== undefined) {
    throw new Error(
      `allowedOauthScopes: "${scope}" is not supported locally (supported: ${SCOPES.join(", ")}): there are no resource servers here`,
    );
  }
  const authFlow = explicitAuthFlows.find((name) => !FLOWS.includes(name));
  if (authFlow !== undefined) {
    throw new Error(`explicitAuthFlows: "${authFlow}" is not supported locally (supported: ${FLOWS.join(", ")})`);
  }
  if (allowedOauthFlows.length > 0) checkHostedLogin(client);
  checkUrls("logoutUrls", client.logoutUrls ?? []);
  const { preventUserExistenceErrors: errors = "LEGACY", refreshTokenRotation: rotation } = client;
  if (errors !== "LEGACY" && errors !== "ENABLED") {
    throw new Error(`preventUserExistenceErrors must be "ENABLED" or "LEGACY", got "${errors}"`);
  }
  if (client.enableTokenRevocation === false) {
    throw new Error("enableTokenRevocation must not be false locally: refresh tokens can always be taken back here");
  }
  const grace = rotation?.retryGracePeriodSeconds ?? 0;
  if (grace < 0 || grace > 60) {
    throw new Error(`refreshTokenRotation.retryGracePeriodSeconds must be from 0 to 60, got ${grace}`);
  }
  if (rotation?.feature === "ENABLED" && explicitAuthFlows.includes("ALLOW_REFRESH_TOKEN_AUTH")) {
    throw new Error("explicitAuthFlows must not have ALLOW_REFRESH_TOKEN_AUTH where refreshTokenRotation is ENABLED");
  }
}

/** Whatever is missing is refused by AWS too, or leaves a login page that nobody can use. */
function checkHostedLogin(client: ClientInputs): void {
  const { callbackUrls = [], defaultRedirectUri, allowedOauthScopes = [], supportedIdentityProviders = [] } = client;
  if (client.allowedOauthFlowsUserPoolClient !== true) {
    throw new Error(
      "allowedOauthFlowsUserPoolClient must be true with allowedOauthFlows: they have no effect otherwise",
    );
  }
  if (callbackUrls.length === 0) throw new Error("callbackUrls must name at least one URL with allowedOauthFlows");
  if (allowedOauthScopes.length === 0) throw new Error("allowedOauthScopes must name at least one scope");
  checkUrls("callbackUrls", callbackUrls);
  if (defaultRedirectUri !== undefined && !callbackUrls.includes(defaultRedirectUri)) {
    throw new Error(`defaultRedirectUri must be one of callbackUrls, got "${defaultRedirectUri}"`);
  }
  if (supportedIdentityProviders.length !== 1 || supportedIdentityProviders[0] !== "COGNITO") {
    throw new Error(
      `supportedIdentityProviders must be ["COGNITO"] locally, got [${supportedIdentityProviders.join(", ")}]: nobody signs in elsewhere`,
    );
  }
}
