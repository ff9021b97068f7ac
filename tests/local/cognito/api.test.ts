import { createHmac } from "node:crypto";
import {
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminListGroupsForUserCommand,
  AdminRespondToAuthChallengeCommand,
  AdminUserGlobalSignOutCommand,
  type AuthFlowType,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { expect } from "chai";
import { decodeJwt } from "jose";
import { rejection } from "../../support/rejection";
import { ANN, CLIENT, CLIENT_ID, NOW, POOL_ID, PoolUnderTest, SECRET, SECRET_CLIENT_ID } from "./poolUnderTest";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});

describe("Cognito's API", () => {
  let underTest: PoolUnderTest;

  beforeEach(async () => {
    underTest = await PoolUnderTest.start();
  });
  afterEach(() => underTest.stop());

  const initiate = (
    AuthParameters: Record<string, string>,
    { AuthFlow = "USER_PASSWORD_AUTH" as AuthFlowType, ClientId = CLIENT_ID } = {},
  ) => underTest.client().send(new InitiateAuthCommand({ AuthFlow, ClientId, AuthParameters }));
  const byPassword = { USERNAME: ANN.username, PASSWORD: ANN.password };
  const tokens = async () => (await initiate(byPassword)).AuthenticationResult ?? {};

  describe("InitiateAuth", () => {
    it("needs no signature", async () => {
      const response = await fetch(underTest.edge.url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
        body: JSON.stringify({ AuthFlow: "USER_PASSWORD_AUTH", ClientId: CLIENT_ID, AuthParameters: byPassword }),
      });

      const { AuthenticationResult: result } = (await response.json()) as Record<string, Record<string, unknown>>;
      expect([response.status, result?.TokenType, result?.ExpiresIn]).to.deep.equal([200, "Bearer", 3600]);
    });

    it("gives tokens for the API", async () => {
      const { AccessToken = "", IdToken = "", RefreshToken } = await tokens();

      expect(decodeJwt(AccessToken)).to.deep.include({ scope: "aws.cognito.signin.user.admin", client_id: CLIENT_ID });
      expect(decodeJwt(IdToken)).to.deep.include({ aud: CLIENT_ID, sub: ANN.sub, email: "ann@example.com" });
      expect(RefreshToken).to.be.a("string");
    });

    for (const [who, given] of [
      ["a wrong password", { ...byPassword, PASSWORD: "Wrong-Horse-7" }],
      ["nobody", { ...byPassword, USERNAME: "nobody" }],
    ] as const) {
      it(`refuses ${who} in the same words`, async () => {
        const error = await rejection(initiate({ ...given }));

        expect([error.name, error.message]).to.deep.equal([
          "NotAuthorizedException",
          "Incorrect username or password.",
        ]);
      });
    }

    it("says who does not exist where the client does not hide it", async () => {
      underTest.cognito.putClient({ ...CLIENT, hidesUsers: false });

      const error = await rejection(initiate({ ...byPassword, USERNAME: "nobody" }));

      expect([error.name, error.message]).to.deep.equal(["UserNotFoundException", "User does not exist."]);
    });

    it("refuses somebody who is disabled", async () => {
      await underTest.addUser({ ...ANN, username: "off", sub: "off" }, { enabled: false });

      const error = await rejection(initiate({ ...byPassword, USERNAME: "off" }));

      expect([error.name, error.message]).to.deep.equal(["NotAuthorizedException", "User is disabled."]);
    });

    for (const [fault, AuthFlow, authFlows, words] of [
      ["does not allow", "USER_PASSWORD_AUTH", [], "USER_PASSWORD_AUTH flow not enabled for this client"],
      ["does not allow", "REFRESH_TOKEN_AUTH", [], "REFRESH_TOKEN_AUTH flow not enabled for this client"],
      [
        "allows, but is not here",
        "USER_SRP_AUTH",
        ["ALLOW_USER_SRP_AUTH"],
        "AuthFlow USER_SRP_AUTH is not supported locally",
      ],
    ] as const) {
      it(`refuses ${AuthFlow} that the client ${fault}`, async () => {
        underTest.cognito.putClient({ ...CLIENT, authFlows });

        const error = await rejection(initiate(byPassword, { AuthFlow }));

        expect(error.name).to.equal("InvalidParameterException");
        expect(error.message).to.contain(words);
      });
    }

    it("refuses a client that does not exist", async () => {
      const error = await rejection(initiate(byPassword, { ClientId: "other" }));

      expect(error.name).to.equal("ResourceNotFoundException");
    });

    it("wants a hash of the secret from a client that has one", async () => {
      const hash = createHmac("sha256", SECRET).update(`${ANN.username}${SECRET_CLIENT_ID}`).digest("base64");
      const given = (SECRET_HASH?: string) => ({ ...byPassword, ...(SECRET_HASH !== undefined && { SECRET_HASH }) });
      const client = { ClientId: SECRET_CLIENT_ID };

      const right = await initiate(given(hash), client);
      const none = await rejection(initiate(given(), client));
      const wrong = await rejection(initiate(given("x"), client));

      expect(right.AuthenticationResult?.AccessToken).to.be.a("string");
      expect([none.message, wrong.message]).to.deep.equal([
        "Client server is configured with secret but SECRET_HASH was not received",
        "Unable to verify secret hash for client server",
      ]);
    });

    it("refreshes tokens until the user signs out everywhere", async () => {
      const { RefreshToken = "", AccessToken } = await tokens();
      const refresh = () => initiate({ REFRESH_TOKEN: RefreshToken }, { AuthFlow: "REFRESH_TOKEN_AUTH" });
      const first = await refresh();
      await underTest.client().send(new GlobalSignOutCommand({ AccessToken }));

      const error = await rejection(refresh());

      expect(first.AuthenticationResult?.RefreshToken).to.equal(undefined);
      expect(error.name).to.equal("NotAuthorizedException");
    });

    it("asks whoever has a temporary password for another one", async () => {
      await underTest.addUser({ username: "bob", password: "Temporary-1", sub: "bob" }, { permanent: false });
      const asked = await initiate({ USERNAME: "bob", PASSWORD: "Temporary-1" });
      const answer = (NEW_PASSWORD: string) =>
        underTest.client().send(
          new RespondToAuthChallengeCommand({
            ...{ ClientId: CLIENT_ID, ChallengeName: "NEW_PASSWORD_REQUIRED", Session: asked.Session },
            ChallengeResponses: { USERNAME: "bob", NEW_PASSWORD },
          }),
        );

      const weak = await rejection(answer("weak"));
      const done = await answer("My-Own-Word-2");
      const again = await rejection(answer("My-Own-Word-3"));

      expect([asked.ChallengeName, asked.AuthenticationResult]).to.deep.equal(["NEW_PASSWORD_REQUIRED", undefined]);
      expect(weak.name).to.equal("InvalidPasswordException");
      expect(done.AuthenticationResult?.AccessToken).to.be.a("string");
      expect([again.name, again.message]).to.deep.equal(["NotAuthorizedException", "Invalid session for the user."]);
    });
  });

  it("tells users about themselves, as long as their token holds", async () => {
    const { AccessToken, IdToken, RefreshToken } = await tokens();
    const ask = (token: string | undefined) => underTest.client().send(new GetUserCommand({ AccessToken: token }));

    const told = await ask(AccessToken);
    const byIdToken = await rejection(ask(IdToken));
    await underTest.client().send(new RevokeTokenCommand({ ClientId: CLIENT_ID, Token: RefreshToken }));
    const revoked = await rejection(ask(AccessToken));

    expect([told.Username, told.UserAttributes?.length]).to.deep.equal(["ann", 3]);
    expect([byIdToken.message, revoked.message]).to.deep.equal([
      "Invalid Access Token",
      "Access Token has been revoked",
    ]);
  });

  it("tells nothing to a token of the hosted login, which is not for the API", async () => {
    const { accessToken } = await underTest.cognito.signIn(POOL_ID, CLIENT_ID, ANN.username);

    const error = await rejection(underTest.client().send(new GetUserCommand({ AccessToken: accessToken })));

    expect(error.message).to.equal("Access Token does not have required scopes");
  });

  it("exchanges refresh tokens of the hosted login, and rotates them where the client does", async () => {
    underTest.cognito.putClient({ ...CLIENT, rotation: { graceSeconds: 0 } });
    const { refreshToken: RefreshToken } = await underTest.cognito.signIn(POOL_ID, CLIENT_ID, ANN.username);
    const exchange = () =>
      underTest.client().send(new GetTokensFromRefreshTokenCommand({ ClientId: CLIENT_ID, RefreshToken }));

    const { AuthenticationResult: next } = await exchange();
    const again = await rejection(exchange());

    expect(next?.RefreshToken).to.be.a("string").and.not.equal(RefreshToken);
    expect(again.message).to.equal("Refresh Token has expired");
  });

  describe("for those who run the pool", () => {
    beforeEach(async () => {
      for (const [name, precedence] of [
        ["hr", 2],
        ["auditor", 1],
      ] as const) {
        underTest.cognito.createGroup(POOL_ID, { name, precedence, description: `the ${name}s` });
        underTest.cognito.addToGroup(POOL_ID, ANN.username, name);
      }
      await underTest.addUser({ ...ANN, username: "anton", sub: "anton" });
    });

    it("says who somebody is", async () => {
      const user = await underTest.client().send(new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: "ann" }));

      expect(user).to.deep.include({
        Username: "ann",
        Enabled: true,
        UserStatus: "CONFIRMED",
        UserCreateDate: new Date(NOW),
      });
      expect(user.UserAttributes).to.deep.equal([
        { Name: "email", Value: "ann@example.com" },
        { Name: "email_verified", Value: "true" },
        { Name: "sub", Value: ANN.sub },
      ]);
    });

    it("says in which groups somebody is, the most important first", async () => {
      const { Groups } = await underTest
        .client()
        .send(new AdminListGroupsForUserCommand({ UserPoolId: POOL_ID, Username: "ann" }));

      expect(Groups).to.deep.equal([
        { GroupName: "auditor", UserPoolId: POOL_ID, Description: "the auditors", Precedence: 1 },
        { GroupName: "hr", UserPoolId: POOL_ID, Description: "the hrs", Precedence: 2 },
      ]);
    });

    it("lists users page by page, or those that a filter finds", async () => {
      const list = async (input: { Filter?: string; Limit?: number; PaginationToken?: string | undefined }) =>
        underTest.client().send(new ListUsersCommand({ UserPoolId: POOL_ID, ...input }));
      const first = await list({ Limit: 1 });
      const second = await list({ Limit: 1, PaginationToken: first.PaginationToken });

      const found = [await list({ Filter: 'username = "ann"' }), await list({ Filter: 'email ^= "an"' })];

      const names = [first, second, ...found].map(({ Users = [] }) => Users.map(({ Username }) => Username));
      expect(names).to.deep.equal([["ann"], ["anton"], ["ann"], ["ann", "anton"]]);
      expect(second.PaginationToken).to.equal(undefined);
    });

    for (const [fault, input] of [
      ["filter", { Filter: 'department = "hr"' }],
      ["limit", { Limit: 61 }],
      ["page", { PaginationToken: "nonsense" }],
    ] as const) {
      it(`refuses a ${fault} that is none`, async () => {
        const error = await rejection(underTest.client().send(new ListUsersCommand({ UserPoolId: POOL_ID, ...input })));

        expect(error.name).to.equal("InvalidParameterException");
      });
    }

    it("lists the members of a group", async () => {
      const { Users } = await underTest
        .client()
        .send(new ListUsersInGroupCommand({ UserPoolId: POOL_ID, GroupName: "hr" }));

      expect(Users?.map(({ Username }) => Username)).to.deep.equal(["ann"]);
    });

    it("signs somebody in and out", async () => {
      const given = { UserPoolId: POOL_ID, ClientId: CLIENT_ID };
      const { AuthenticationResult: issued } = await underTest
        .client()
        .send(
          new AdminInitiateAuthCommand({ ...given, AuthFlow: "ADMIN_USER_PASSWORD_AUTH", AuthParameters: byPassword }),
        );
      await underTest.client().send(new AdminUserGlobalSignOutCommand({ UserPoolId: POOL_ID, Username: "ann" }));

      const error = await rejection(
        initiate({ REFRESH_TOKEN: issued?.RefreshToken ?? "" }, { AuthFlow: "REFRESH_TOKEN_AUTH" }),
      );

      expect(error.name).to.equal("NotAuthorizedException");
    });

    it("takes a new password for a temporary one", async () => {
      await underTest.addUser({ username: "bob", password: "Temporary-1", sub: "bob" }, { permanent: false });
      const given = { UserPoolId: POOL_ID, ClientId: CLIENT_ID };
      const { Session } = await underTest.client().send(
        new AdminInitiateAuthCommand({
          ...{ ...given, AuthFlow: "ADMIN_USER_PASSWORD_AUTH" },
          AuthParameters: { USERNAME: "bob", PASSWORD: "Temporary-1" },
        }),
      );

      const { AuthenticationResult } = await underTest.client().send(
        new AdminRespondToAuthChallengeCommand({
          ...{ ...given, Session, ChallengeName: "NEW_PASSWORD_REQUIRED" },
          ChallengeResponses: { USERNAME: "bob", NEW_PASSWORD: "My-Own-Word-2" },
        }),
      );

      expect(AuthenticationResult?.IdToken).to.be.a("string");
    });

    for (const [command, make] of [
      ["AdminGetUser", () => new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: "nobody" })],
      ["AdminListGroupsForUser", () => new AdminListGroupsForUserCommand({ UserPoolId: POOL_ID, Username: "nobody" })],
    ] as const) {
      it(`knows nobody of that name in ${command}`, async () => {
        const error = await rejection(underTest.client().send(make() as AdminGetUserCommand));

        expect([error.name, error.message]).to.deep.equal(["UserNotFoundException", "User does not exist."]);
      });
    }

    it("is held to IAM, with the pool as the resource", async () => {
      const roleArn = "arn:aws:iam::000000000000:role/reader";
      underTest.iam.putRole({ arn: roleArn, name: "reader", trustPolicy: TRUST });
      const { credentials } = underTest.iam.assumeRole(roleArn, "s", "lambda.amazonaws.com");
      const ask = () =>
        underTest.client(credentials).send(new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: "ann" }));
      const resource = `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${POOL_ID}`;

      const denied = await rejection(ask());
      underTest.iam.putRolePolicy(
        ...([roleArn, "own"] as const),
        JSON.stringify({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "cognito-idp:AdminGetUser", Resource: resource },
        }),
      );
      const allowed = await ask();

      expect(denied.name).to.equal("AccessDeniedException");
      expect(denied.message).to.contain(
        `is not authorized to perform: cognito-idp:AdminGetUser on resource: ${resource}`,
      );
      expect(allowed.Username).to.equal("ann");
    });

    it("wants a signature", async () => {
      const response = await fetch(underTest.edge.url, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AWSCognitoIdentityProviderService.ListUsers",
        },
        body: JSON.stringify({ UserPoolId: POOL_ID }),
      });

      const { __type } = (await response.json()) as Record<string, string>;
      expect([response.status, __type]).to.deep.equal([400, "MissingAuthenticationTokenException"]);
    });
  });

  it("names what it does not know", async () => {
    const error = await rejection(
      underTest.client().send(new SignUpCommand({ ClientId: CLIENT_ID, Username: "eve", Password: "Correct-Horse-7" })),
    );

    expect(error.message).to.contain("cognito-idp:SignUp is not supported locally yet");
  });
});
