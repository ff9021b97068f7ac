import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import type { Properties, ResourceHandler } from "../../../local/engine/resourceHandler";
import { user } from "../../../local/resources/cognito/user";
import { userGroup } from "../../../local/resources/cognito/userGroup";
import { userInGroup } from "../../../local/resources/cognito/userInGroup";
import { userPool } from "../../../local/resources/cognito/userPool";
import { userPoolClient } from "../../../local/resources/cognito/userPoolClient";
import { userPoolDomain } from "../../../local/resources/cognito/userPoolDomain";
import { createCognito } from "../../../local/services/cognito/createCognito";
import type { Mail } from "../../../local/services/sns/sns";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { sharedKey } from "./poolUnderTest";

const EDGE = "http://127.0.0.1:4510";
const POOL: Properties = { adminCreateUserConfig: { allowAdminCreateUserOnly: true } };
const HOSTED: Properties = {
  ...{ allowedOauthFlows: ["code"], allowedOauthFlowsUserPoolClient: true, allowedOauthScopes: ["openid"] },
  ...{ callbackUrls: ["http://localhost:8080/"], supportedIdentityProviders: ["COGNITO"] },
};

function underTest() {
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const mails: Mail[] = [];
  const sns = { mailbox: { add: (mail: Mail) => void mails.push(mail) } };
  const cognito = createCognito({ clock, sns, report: silentReport, edgeUrl: EDGE }, { newKey: sharedKey });
  const services = { clock, cognito };
  return {
    cognito,
    mails,
    pools: userPool(services),
    clients: userPoolClient(services),
    domains: userPoolDomain(services),
    groups: userGroup(services),
    users: user(services),
    members: userInGroup(services),
  };
}

type UnderTest = ReturnType<typeof underTest>;

async function poolOf({ pools }: UnderTest, inputs: Properties = POOL): Promise<string> {
  return (await pools.create(resourceContext("people"), inputs)).id;
}

/** Returns the update of a handler that has one. */
function updateOf({ update }: ResourceHandler): NonNullable<ResourceHandler["update"]> {
  if (!update) throw new Error("it cannot be updated");
  return update;
}

describe("aws.cognito.UserPool", () => {
  it("has an endpoint without a scheme, and an id in Cognito's form that is the same in every start", async () => {
    const [one, other] = await Promise.all(
      [underTest(), underTest()].map(({ pools }) => pools.create(resourceContext("people"), POOL)),
    );

    expect(one?.id).to.match(/^us-east-1_[A-Za-z0-9]{9}$/);
    expect(other?.id).to.equal(one?.id);
    expect(one?.state).to.deep.include({
      name: "people-1a2b3c4",
      endpoint: `127.0.0.1:4510/cognito-idp/${one?.id}`,
      arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${one?.id}`,
    });
  });

  it("keeps its key when it is changed", async () => {
    const { pools, cognito } = underTest();
    const created = await pools.create(resourceContext("people"), POOL);
    const issuer = `http://${created.state.endpoint}`;
    const before = cognito.keysOf(issuer);

    const updated = await updateOf(pools)(resourceContext("people"), created, { ...POOL, name: "others" });

    expect([updated.id, updated.state.name]).to.deep.equal([created.id, "others"]);
    expect([typeof before, cognito.keysOf(issuer) === before]).to.deep.equal(["function", true]);
  });

  it("may get more attributes, and loses none", async () => {
    const { pools } = underTest();
    const schemas = [{ name: "team", attributeDataType: "String" }];
    const created = await pools.create(resourceContext("people"), { ...POOL, schemas });
    const more = { ...POOL, schemas: [...schemas, { name: "desk", attributeDataType: "String" }] };

    const updated = await updateOf(pools)(resourceContext("people"), created, more);
    const error = await rejection(updateOf(pools)(resourceContext("people"), updated, { ...POOL, schemas }));

    expect(updated.id).to.equal(created.id);
    expect(error.message).to.equal('schemas: "desk" cannot be changed or removed: AWS allows new attributes only');
  });

  it("goes, unless it is protected", async () => {
    const { pools, cognito } = underTest();
    const created = await pools.create(resourceContext("people"), { ...POOL, deletionProtection: "ACTIVE" });
    const refused = await rejection(pools.delete(resourceContext("people"), created));
    const open = await updateOf(pools)(resourceContext("people"), created, POOL);

    await pools.delete(resourceContext("people"), open);

    expect(refused.message).to.equal("deletionProtection is ACTIVE: set it to INACTIVE first");
    expect(pools.refusesDeletion?.(created)).to.equal(refused.message);
    expect(cognito.keysOf(`http://${created.state.endpoint}`)).to.equal(undefined);
  });

  for (const [fault, inputs, words] of [
    ["a second factor", { mfaConfiguration: "OPTIONAL" }, 'mfaConfiguration must be "OFF" locally, got "OPTIONAL"'],
    [
      "passkeys",
      { signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
      'signInPolicy: only PASSWORD is supported locally, got "WEB_AUTHN"',
    ],
    [
      "people who sign up",
      { adminCreateUserConfig: {} },
      "adminCreateUserConfig.allowAdminCreateUserOnly must be true",
    ],
    ["short passwords", { passwordPolicy: { minimumLength: 5 } }, "minimumLength must be from 6 to 99, got 5"],
    ["earlier passwords", { passwordPolicy: { passwordHistorySize: 3 } }, "passwordHistorySize must be 0 locally"],
    ["names of both kinds", { usernameAttributes: ["email"], aliasAttributes: ["email"] }, "exclude each other"],
    [
      "numbers among the attributes",
      { schemas: [{ name: "age", attributeDataType: "Number" }] },
      'schemas: attributeDataType of "age" must be "String" locally, got "Number"',
    ],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const error = await rejection(underTest().pools.create(resourceContext("people"), { ...POOL, ...inputs }));

      expect(error.message).to.contain(words);
    });
  }

  it("knows no triggers, no SAML, and no advanced security", () => {
    const { properties } = underTest().pools;

    expect(properties).not.to.have.any.keys(
      "lambdaConfig",
      "userPoolAddOns",
      "smsConfiguration",
      "webAuthnConfiguration",
    );
  });
});

describe("aws.cognito.UserPoolClient", () => {
  it("has an id in Cognito's form, and no secret unless it asks for one", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it);

    const open = await it.clients.create(resourceContext("app"), { userPoolId, ...HOSTED });
    const secret = await it.clients.create(resourceContext("server"), { userPoolId, generateSecret: true });

    expect(open.id).to.match(/^[a-z0-9]{26}$/);
    expect([open.state.clientSecret, secret.state.clientSecret]).to.satisfy(
      ([none, some]: [string, string]) => none === "" && /^[a-z0-9]{51}$/.test(some),
    );
  });

  it("keeps its secret when it is changed", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it);
    const created = await it.clients.create(resourceContext("server"), { userPoolId, generateSecret: true });

    const updated = await updateOf(it.clients)(resourceContext("server"), created, {
      ...{ userPoolId, generateSecret: true, accessTokenValidity: 1 },
    });

    expect([updated.id, updated.state.clientSecret]).to.deep.equal([created.id, created.state.clientSecret]);
  });

  for (const [fault, inputs, words] of [
    [
      "implicit tokens",
      { allowedOauthFlows: ["implicit"] },
      'allowedOauthFlows must be ["code"] locally, got "implicit"',
    ],
    ["machines", { allowedOauthFlows: ["client_credentials"] }, 'must be ["code"] locally, got "client_credentials"'],
    [
      "flows that are off",
      { ...HOSTED, allowedOauthFlowsUserPoolClient: false },
      "allowedOauthFlowsUserPoolClient must be",
    ],
    ["no callback", { ...HOSTED, callbackUrls: [] }, "callbackUrls must name at least one URL"],
    ["no scope", { ...HOSTED, allowedOauthScopes: [] }, "allowedOauthScopes must name at least one scope"],
    [
      "a scope of nobody",
      { allowedOauthScopes: ["cards/read"] },
      'allowedOauthScopes: "cards/read" is not supported locally',
    ],
    [
      "a callback in plain text",
      { ...HOSTED, callbackUrls: ["http://app.example.com/"] },
      'callbackUrls: "http://app.example.com/" must be an absolute URL',
    ],
    ["a callback with a fragment", { ...HOSTED, callbackUrls: ["https://a.example/#x"] }, "without a fragment"],
    ["a relative sign-out", { logoutUrls: ["/bye"] }, 'logoutUrls: "/bye" must be an absolute URL'],
    [
      "a default that is no callback",
      { ...HOSTED, defaultRedirectUri: "https://a.example/" },
      "defaultRedirectUri must be",
    ],
    [
      "another identity provider",
      { ...HOSTED, supportedIdentityProviders: ["COGNITO", "Google"] },
      'supportedIdentityProviders must be ["COGNITO"] locally, got [COGNITO, Google]',
    ],
    [
      "a flow of old",
      { explicitAuthFlows: ["ADMIN_NO_SRP_AUTH"] },
      'explicitAuthFlows: "ADMIN_NO_SRP_AUTH" is not supported',
    ],
    ["tokens that cannot be taken back", { enableTokenRevocation: false }, "enableTokenRevocation must not be false"],
    ["errors of another kind", { preventUserExistenceErrors: "ON" }, 'must be "ENABLED" or "LEGACY", got "ON"'],
    [
      "tokens for four minutes",
      { accessTokenValidity: 4, tokenValidityUnits: { accessToken: "minutes" } },
      "accessTokenValidity must be from 5 minutes to 1 day, got 4 minutes",
    ],
    [
      "id tokens for two days",
      { idTokenValidity: 48 },
      "idTokenValidity must be from 5 minutes to 1 day, got 48 hours",
    ],
    [
      "a refresh for a minute",
      { refreshTokenValidity: 1, tokenValidityUnits: { refreshToken: "minutes" } },
      "refreshTokenValidity must be from 60 minutes to 10 years, got 1 minutes",
    ],
    [
      "a unit of none",
      { tokenValidityUnits: { idToken: "weeks" } },
      '"weeks" must be one of seconds, minutes, hours, days',
    ],
    [
      "rotation beside the old refresh",
      { refreshTokenRotation: { feature: "ENABLED" }, explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] },
      "explicitAuthFlows must not have ALLOW_REFRESH_TOKEN_AUTH",
    ],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const it = underTest();
      const userPoolId = await poolOf(it);

      const error = await rejection(it.clients.create(resourceContext("app"), { userPoolId, ...inputs }));

      expect(error.message).to.contain(words);
    });
  }

  it("is refused in a pool that does not exist", async () => {
    const error = await rejection(underTest().clients.create(resourceContext("app"), { userPoolId: "us-east-1_none" }));

    expect(error.message).to.equal("User pool us-east-1_none does not exist.");
  });
});

describe("aws.cognito.UserPoolDomain", () => {
  it("belongs to one pool, and is free again when it goes", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it);
    const created = await it.domains.create(resourceContext("login"), { userPoolId, domain: "cards" });
    const taken = await rejection(it.domains.create(resourceContext("twin"), { userPoolId, domain: "cards" }));

    await it.domains.delete(resourceContext("login"), created);
    const again = await it.domains.create(resourceContext("twin"), { userPoolId, domain: "cards" });

    expect(taken.message).to.equal("Domain already associated with another user pool.");
    expect([created.id, again.id]).to.deep.equal(["cards", "cards"]);
  });

  for (const [fault, inputs, words] of [
    ["a domain of one's own", { domain: "login.example.com" }, "domain must be a prefix locally"],
    ["capitals", { domain: "Cards" }, "domain must be 1 to 63 small letters"],
    ["a name that AWS keeps", { domain: "my-cognito" }, 'without "aws", "amazon" or "cognito"'],
    ["managed login", { domain: "cards", managedLoginVersion: 2 }, "managedLoginVersion must be 1 locally, got 2"],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const it = underTest();
      const userPoolId = await poolOf(it);

      const error = await rejection(it.domains.create(resourceContext("login"), { userPoolId, ...inputs }));

      expect(error.message).to.contain(words);
    });
  }
});

describe("aws.cognito.User", () => {
  const ANN = { username: "ann", password: "Correct-Horse-7" };

  it("has a sub that is the same in every start, and the status of the password", async () => {
    const made = [];
    for (const password of [{ password: "Correct-Horse-7" }, { temporaryPassword: "Correct-Horse-7" }]) {
      const it = underTest();
      made.push(
        await it.users.create(resourceContext("ann"), { userPoolId: await poolOf(it), username: "ann", ...password }),
      );
    }

    const [permanent, temporary] = made.map(({ state }) => state);
    expect(permanent?.sub).to.match(/^[0-9a-f-]{36}$/);
    expect(temporary?.sub).to.equal(permanent?.sub);
    expect([permanent?.status, temporary?.status]).to.deep.equal(["CONFIRMED", "FORCE_CHANGE_PASSWORD"]);
  });

  it("is invited with the pool's words and a password that the policy takes", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it, {
      passwordPolicy: { minimumLength: 20, requireSymbols: true, requireNumbers: true, requireUppercase: true },
      adminCreateUserConfig: {
        allowAdminCreateUserOnly: true,
        inviteMessageTemplate: { emailSubject: "Welcome", emailMessage: "{username}: {####}" },
      },
    });

    const { state } = await it.users.create(resourceContext("ann"), {
      ...{ userPoolId, username: "ann", attributes: { email: "ann@example.com" }, desiredDeliveryMediums: ["EMAIL"] },
    });

    const [mail] = it.mails;
    expect(state.status).to.equal("FORCE_CHANGE_PASSWORD");
    expect([mail?.to, mail?.subject, it.mails.length]).to.deep.equal(["ann@example.com", "Welcome", 1]);
    expect(mail?.body).to.match(/^ann: \S{20}$/);
  });

  it("is not invited where the program does not want it, or has no address", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it);
    const given = {
      userPoolId,
      username: "ann",
      desiredDeliveryMediums: ["EMAIL"],
      temporaryPassword: "Correct-Horse-7",
    };

    const error = await rejection(it.users.create(resourceContext("ann"), given));
    await it.users.create(resourceContext("ann"), { ...given, messageAction: "SUPPRESS" });

    expect(error.message).to.equal("User does not have an email address to be invited at.");
    expect(it.mails).to.deep.equal([]);
  });

  it("may have attributes of the pool's own, with their prefix or without", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it, { ...POOL, schemas: [{ name: "team", attributeDataType: "String" }] });

    const plain = await it.users.create(resourceContext("ann"), { userPoolId, ...ANN, attributes: { team: "a" } });
    const prefixed = await it.users.create(resourceContext("bob"), {
      ...{ userPoolId, ...ANN, username: "bob", attributes: { "custom:team": "b" } },
    });

    expect([plain.state.status, prefixed.state.status]).to.deep.equal(["CONFIRMED", "CONFIRMED"]);
  });

  it("keeps the password that the user chose when something else changes", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it);
    const created = await it.users.create(resourceContext("ann"), { userPoolId, ...ANN });

    const updated = await updateOf(it.users)(resourceContext("ann"), created, {
      ...{ userPoolId, ...ANN, attributes: { email: "ann@example.com" } },
    });

    expect(updated.state).to.deep.include({ status: "CONFIRMED", sub: created.state.sub });
  });

  for (const [fault, inputs, words] of [
    ["no password", { password: undefined }, "password or temporaryPassword must be set, or desiredDeliveryMediums"],
    ["two passwords", { temporaryPassword: "Correct-Horse-8" }, "password and temporaryPassword exclude each other"],
    ["a password that is too short", { password: "Ab-1" }, "Password not long enough"],
    ["a password without a symbol", { password: "CorrectHorse7" }, "Password must have symbol characters"],
    ["a password without a digit", { password: "Correct-Horse" }, "Password must have numeric characters"],
    ["a password without a capital", { password: "correct-horse-7" }, "Password must have uppercase characters"],
    ["a password of capitals", { password: "CORRECT-HORSE-7" }, "Password must have lowercase characters"],
    ["an attribute of nobody", { attributes: { team: "a" } }, "custom:team: The attribute is not defined in schema"],
    ["a mail to be sent again", { messageAction: "RESEND" }, 'messageAction must be "SUPPRESS" or left out'],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const it = underTest();
      const userPoolId = await poolOf(it);

      const error = await rejection(it.users.create(resourceContext("ann"), { userPoolId, ...ANN, ...inputs }));

      expect(error.message).to.contain(words);
    });
  }

  it("is refused without an attribute that the pool requires", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it, {
      ...POOL,
      schemas: [{ name: "email", attributeDataType: "String", required: true }],
    });

    const error = await rejection(it.users.create(resourceContext("ann"), { userPoolId, ...ANN }));

    expect(error.message).to.contain("email: The attribute is required");
  });

  it("is refused twice", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it);
    await it.users.create(resourceContext("ann"), { userPoolId, ...ANN });

    const error = await rejection(it.users.create(resourceContext("twin"), { userPoolId, ...ANN }));

    expect(error.message).to.equal("User account already exists");
  });
});

describe("aws.cognito.UserInGroup", () => {
  it("puts users into groups that exist", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it);
    await it.users.create(resourceContext("ann"), { userPoolId, username: "ann", password: "Correct-Horse-7" });
    const group = await it.groups.create(resourceContext("hr"), { userPoolId, name: "hr", precedence: 1 });

    const { id } = await it.members.create(resourceContext("ann-hr"), { userPoolId, username: "ann", groupName: "hr" });
    const none = await rejection(
      it.members.create(resourceContext("x"), { userPoolId, username: "ann", groupName: "other" }),
    );

    expect([group.id, id]).to.deep.equal([`${userPoolId}/hr`, `${userPoolId}/hr/ann`]);
    expect(none.message).to.equal("Group not found.");
  });

  it("is refused for a group that is there already", async () => {
    const it = underTest();
    const userPoolId = await poolOf(it);
    await it.groups.create(resourceContext("hr"), { userPoolId, name: "hr" });

    const error = await rejection(it.groups.create(resourceContext("twin"), { userPoolId, name: "hr" }));

    expect(error.message).to.equal("A group with the name already exists.");
  });
});
