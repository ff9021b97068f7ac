import { expect } from "chai";
import { keptMaps } from "../../../local/base/keptMaps";
import { silentReport } from "../../../local/base/report";
import type { Cognito } from "../../../local/services/cognito/cognito";
import { createCognito } from "../../../local/services/cognito/createCognito";
import type { UserSpec } from "../../../local/services/cognito/userPoolSpec";
import type { Mail } from "../../../local/services/sns/sns";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";
import { rejection } from "../../support/rejection";
import { ANN, CLIENT, CLIENT_ID, NOW, POOL, POOL_ID, sharedKey } from "./poolUnderTest";

const OPERATOR = { kind: "operator", arn: "arn:aws:iam::000000000000:root" } as const;
const { password: text, ...PERSON } = ANN;
const USER: UserSpec = { ...PERSON, enabled: true, attributes: { email: "ann@example.com" } };

describe("Cognito across starts", () => {
  let data: KeptData;
  let cognito: Cognito;
  let mails: Mail[];
  const clock = new HeldClock(NOW);

  beforeEach(() => {
    data = new KeptData();
    mails = [];
  });
  afterEach(() => data.remove());

  async function start(): Promise<void> {
    const sns = { mailbox: { add: (mail: Mail) => void mails.push(mail) } };
    const deps = { clock, report: silentReport, edgeUrl: "http://127.0.0.1:4510", sns };
    cognito = createCognito(deps, { newKey: sharedKey }, keptMaps(data.open(), "cognito"));
    await cognito.putPool(POOL);
    cognito.putClient(CLIENT);
  }
  async function call(operation: string, params: object): Promise<Record<string, never>> {
    const call = { operation, params: { UserPoolId: POOL_ID, ClientId: CLIENT_ID, ...params }, principal: OPERATOR };
    const answer = await cognito.api.prepare(call).run();
    return ("result" in answer ? answer.result : {}) as Record<string, never>;
  }
  const signIn = (PASSWORD: string) =>
    call("AdminInitiateAuth", {
      AuthFlow: "ADMIN_USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: ANN.username, PASSWORD },
    });
  const refresh = (REFRESH_TOKEN: string) =>
    call("AdminInitiateAuth", { AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters: { REFRESH_TOKEN } });

  it("keeps a password that a user has chosen, until the program gives another", async () => {
    await start();
    await cognito.createUser(POOL_ID, { ...USER, password: { text, permanent: false } });
    const { Session } = await signIn(text);
    await call("AdminRespondToAuthChallenge", {
      ChallengeName: "NEW_PASSWORD_REQUIRED",
      ChallengeResponses: { USERNAME: ANN.username, NEW_PASSWORD: "My-own-Password-8" },
      Session,
    });

    await start();
    const status = await cognito.createUser(POOL_ID, { ...USER, password: { text, permanent: false } });

    expect(status).to.equal("CONFIRMED");
    expect(await signIn("My-own-Password-8")).to.have.property("AuthenticationResult");
    expect(await rejection(signIn(text))).to.include({ code: "NotAuthorizedException" });

    await start();
    await cognito.createUser(POOL_ID, { ...USER, password: { text: "Another-Horse-9", permanent: true } });
    expect(await signIn("Another-Horse-9")).to.have.property("AuthenticationResult");
  });

  it("keeps the key, refresh tokens and what was taken back", async () => {
    await start();
    await cognito.createUser(POOL_ID, { ...USER, password: { text, permanent: true } });
    const tokens = async () =>
      ((await signIn(text)) as Record<string, Record<string, string>>).AuthenticationResult ?? {};
    const good = await tokens();
    await start();
    await cognito.createUser(POOL_ID, { ...USER, password: { text, permanent: true } });
    expect(await refresh(good.RefreshToken ?? "")).to.have.property("AuthenticationResult");
    expect(await call("GetUser", { AccessToken: good.AccessToken })).to.include({ Username: ANN.username });
    await call("AdminUserGlobalSignOut", { Username: ANN.username });

    await start();
    await cognito.createUser(POOL_ID, { ...USER, password: { text, permanent: true } });

    expect(await rejection(refresh(good.RefreshToken ?? ""))).to.include({ code: "NotAuthorizedException" });
    expect(await rejection(call("GetUser", { AccessToken: good.AccessToken }))).to.include({
      code: "NotAuthorizedException",
    });
  });

  it("invites nobody twice", async () => {
    await start();
    await cognito.createUser(POOL_ID, USER, true);
    await start();
    await cognito.createUser(POOL_ID, USER, true);

    expect(mails.map(({ to }) => to)).to.deep.equal(["ann@example.com"]);
  });

  it("has nothing of a user who was deleted", async () => {
    await start();
    await cognito.createUser(POOL_ID, { ...USER, password: { text, permanent: true } });
    cognito.deleteUser(POOL_ID, ANN.username);
    await undefined;

    await start();
    const status = await cognito.createUser(POOL_ID, { ...USER, password: { text, permanent: false } });

    expect(status).to.equal("FORCE_CHANGE_PASSWORD");
  });
});
