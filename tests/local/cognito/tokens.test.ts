import { expect } from "chai";
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { foreignToken } from "../../support/foreignToken";
import {
  ANN,
  CHALLENGE,
  CLIENT,
  CLIENT_ID,
  NOW,
  POOL_ID,
  PoolUnderTest,
  SECRET,
  SECRET_CLIENT_ID,
  VERIFIER,
} from "./poolUnderTest";

const MINUTE_MS = 60_000;
const SECONDS = NOW / 1000;

describe("tokens of the hosted login", () => {
  let underTest: PoolUnderTest;

  beforeEach(async () => {
    underTest = await PoolUnderTest.start();
    underTest.cognito.createGroup(POOL_ID, { name: "hr", precedence: 2 });
    underTest.cognito.createGroup(POOL_ID, { name: "auditor", precedence: 1 });
  });
  afterEach(() => underTest.stop());

  it("are signed with the key that the pool shows", async () => {
    const { body } = await underTest.exchange(await underTest.code());

    const keys = createRemoteJWKSet(new URL(`${underTest.issuer}/.well-known/jwks.json`));
    const { protectedHeader } = await jwtVerify(body.access_token ?? "", keys, { currentDate: new Date(NOW) });

    expect(protectedHeader.alg).to.equal("RS256");
    expect(protectedHeader.kid).to.equal(decodeProtectedHeader(body.id_token ?? "").kid);
  });

  it("say who the user is, and since when", async () => {
    underTest.cognito.addToGroup(POOL_ID, ANN.username, "hr");
    underTest.cognito.addToGroup(POOL_ID, ANN.username, "auditor");

    const { body } = await underTest.exchange(await underTest.code());

    const { jti, origin_jti, event_id, at_hash, ...claims } = decodeJwt(body.id_token ?? "");
    expect(claims).to.deep.equal({
      sub: ANN.sub,
      "cognito:groups": ["auditor", "hr"],
      iss: underTest.issuer,
      auth_time: SECONDS,
      iat: SECONDS,
      exp: SECONDS + CLIENT.validity.idToken,
      email: "ann@example.com",
      email_verified: true,
      nonce: "n-1",
      aud: CLIENT_ID,
      token_use: "id",
      "cognito:username": "ann",
    });
    for (const unique of [jti, origin_jti, event_id]) expect(unique).to.match(/^[0-9a-f-]{36}$/);
    expect(at_hash).to.match(/^[\w-]{22}$/);
  });

  it("say what an app may do, without an audience", async () => {
    const { body } = await underTest.exchange(await underTest.code());

    const { jti, origin_jti, event_id, ...claims } = decodeJwt(body.access_token ?? "");
    expect(claims).to.deep.equal({
      sub: ANN.sub,
      iss: underTest.issuer,
      version: 2,
      client_id: CLIENT_ID,
      token_use: "access",
      scope: "openid email",
      auth_time: SECONDS,
      iat: SECONDS,
      exp: SECONDS + CLIENT.validity.accessToken,
      username: "ann",
    });
    expect([body.token_type, body.expires_in]).to.deep.equal(["Bearer", CLIENT.validity.accessToken]);
    expect(origin_jti).to.equal(decodeJwt(body.id_token ?? "").origin_jti);
    expect([jti, event_id].every((id) => typeof id === "string")).to.equal(true);
  });

  it("have all scopes of the client where none are asked for, and no id token without openid", async () => {
    const all = await underTest.exchange(await underTest.code({ scope: undefined }));
    underTest.browser.cookies.clear();
    const few = await underTest.exchange(await underTest.code({ scope: "email" }));

    expect(decodeJwt(all.body.access_token ?? "").scope).to.equal("openid email profile");
    expect(few.body).not.to.have.property("id_token");
  });

  it("tell attributes of one's own only to clients that may read them", async () => {
    underTest.cognito.putClient({ ...CLIENT, readAttributes: ["custom:department"] });
    await underTest.addUser({ ...ANN, username: "eve", sub: "eve" }, { attributes: { "custom:department": "sales" } });

    const told = await underTest.cognito.signIn(POOL_ID, CLIENT_ID, "eve");
    const untold = await underTest.cognito.signIn(POOL_ID, SECRET_CLIENT_ID, "eve");

    const [reader, other] = [told, untold].map(({ idToken = "" }) => decodeJwt(idToken));
    expect([reader?.["custom:department"], reader?.email]).to.deep.equal(["sales", undefined]);
    expect([other?.["custom:department"], other?.email]).to.deep.equal([undefined, "eve@example.com"]);
  });

  it("may be read by scripts of any page, and are kept in no cache", async () => {
    const preflight = await fetch(`${underTest.issuer}/oauth2/token`, {
      ...{ method: "OPTIONS", headers: { origin: "http://localhost:8080", "access-control-request-method": "POST" } },
    });
    const { headers } = await underTest.exchange(await underTest.code());

    expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).to.deep.equal([204, "POST"]);
    expect(headers.get("access-control-allow-origin")).to.equal("*");
    expect(headers.get("cache-control")).to.equal("no-store");
  });

  describe("a code", () => {
    it("works once", async () => {
      const code = await underTest.code();
      const first = await underTest.exchange(code);

      const second = await underTest.exchange(code);

      expect([first.status, second.status, second.body]).to.deep.equal([200, 400, { error: "invalid_grant" }]);
    });

    it("is over after five minutes", async () => {
      const code = await underTest.code();
      underTest.clock.advance(5 * MINUTE_MS);

      const { status, body } = await underTest.exchange(code);

      expect([status, body]).to.deep.equal([400, { error: "invalid_grant" }]);
    });

    it("holds until then", async () => {
      const code = await underTest.code();
      underTest.clock.advance(5 * MINUTE_MS - 1);

      const { status } = await underTest.exchange(code);

      expect(status).to.equal(200);
    });

    for (const [fault, change] of [
      ["another verifier", { code_verifier: `${VERIFIER}x` }],
      ["the challenge as verifier", { code_verifier: CHALLENGE }],
      ["no verifier", { code_verifier: "" }],
      ["another redirect_uri of the client", { redirect_uri: "http://localhost:8080/other" }],
    ] as const) {
      it(`is refused with ${fault}, and then is gone`, async () => {
        const code = await underTest.code();

        const wrong = await underTest.exchange(code, change);
        const right = await underTest.exchange(code);

        expect([wrong.status, wrong.body]).to.deep.equal([400, { error: "invalid_grant" }]);
        expect(right.body).to.deep.equal({ error: "invalid_grant" });
      });
    }

    it("needs no verifier where none was announced, and takes none", async () => {
      const plain = { code_challenge: undefined, code_challenge_method: undefined };
      const [first, second] = [await underTest.code(plain), await underTest.code({ ...plain, prompt: "login" })];
      const fields = { grant_type: "authorization_code", redirect_uri: "http://localhost:8080/callback" };

      const without = await underTest.token({ ...fields, code: first });
      const withOne = await underTest.token({ ...fields, code: second, code_verifier: VERIFIER });

      expect([without.status, withOne.status]).to.deep.equal([200, 400]);
    });

    it("is of no use to another client, and stays good for its own", async () => {
      const code = await underTest.code();
      const basic = Buffer.from(`${SECRET_CLIENT_ID}:${SECRET}`).toString("base64");

      const other = await underTest.token(
        {
          ...{ grant_type: "authorization_code", code, code_verifier: VERIFIER, client_id: SECRET_CLIENT_ID },
          redirect_uri: "http://localhost:8080/callback",
        },
        { authorization: `Basic ${basic}` },
      );
      const own = await underTest.exchange(code);

      expect([other.body, own.status]).to.deep.equal([{ error: "invalid_grant" }, 200]);
    });
  });

  describe("a client with a secret", () => {
    const form = { grant_type: "authorization_code", redirect_uri: "http://localhost:8080/callback" };
    const header = (secret: string) => ({
      authorization: `Basic ${Buffer.from(`${SECRET_CLIENT_ID}:${secret}`).toString("base64")}`,
    });

    it("gives it in a header or in the form", async () => {
      const codes = [await underTest.code({ client_id: SECRET_CLIENT_ID })];
      codes.push(await underTest.code({ client_id: SECRET_CLIENT_ID, prompt: "login" }));
      const [first = "", second = ""] = codes;
      const common = { ...form, client_id: SECRET_CLIENT_ID, code_verifier: VERIFIER };

      const byHeader = await underTest.token({ ...common, code: first }, header(SECRET));
      const byForm = await underTest.token({ ...common, code: second, client_secret: SECRET });

      expect([byHeader.status, byForm.status]).to.deep.equal([200, 200]);
    });

    for (const [fault, fields, headers] of [
      ["none", {}, {}],
      ["a wrong one", {}, header("wrong")],
      ["it for another client", { client_id: CLIENT_ID }, header(SECRET)],
    ] as const) {
      it(`is refused with ${fault}`, async () => {
        const code = await underTest.code({ client_id: SECRET_CLIENT_ID });

        const given = { ...form, client_id: SECRET_CLIENT_ID, code, code_verifier: VERIFIER, ...fields };
        const { status, body } = await underTest.token(given, headers);

        expect([status, body]).to.deep.equal([400, { error: "invalid_client" }]);
      });
    }
  });

  describe("a refresh token", () => {
    let refreshToken: string;
    const refresh = () => underTest.token({ grant_type: "refresh_token", refresh_token: refreshToken });

    beforeEach(async () => {
      refreshToken = (await underTest.exchange(await underTest.code())).body.refresh_token ?? "";
    });

    it("gives new tokens of the same sign-in, without the nonce, and no other refresh token", async () => {
      underTest.clock.advance(10 * MINUTE_MS);

      const { body } = await refresh();

      const claims = decodeJwt(body.id_token ?? "");
      expect([claims.auth_time, claims.iat]).to.deep.equal([SECONDS, SECONDS + 600]);
      expect(claims).not.to.have.property("nonce");
      expect(body).not.to.have.property("refresh_token");
    });

    it("shows a change of groups", async () => {
      underTest.cognito.addToGroup(POOL_ID, ANN.username, "hr");

      const { body } = await refresh();

      expect(decodeJwt(body.access_token ?? "")["cognito:groups"]).to.deep.equal(["hr"]);
    });

    it("is followed by another where the client rotates them, and holds for the time of grace", async () => {
      underTest.cognito.putClient({ ...CLIENT, rotation: { graceSeconds: 10 } });
      const first = await refresh();
      const inGrace = await refresh();
      underTest.clock.advance(10_000);

      const afterGrace = await refresh();
      refreshToken = first.body.refresh_token ?? "";
      const next = await refresh();

      expect([inGrace.status, afterGrace.status, next.status]).to.deep.equal([200, 400, 200]);
    });

    for (const [fault, happen] of [
      ["it is over", () => underTest.clock.advance(CLIENT.validity.refreshToken * 1000)],
      ["the user is gone", () => underTest.cognito.deleteUser(POOL_ID, ANN.username)],
      [
        "the user is disabled",
        () =>
          underTest.cognito.updateUser(POOL_ID, {
            username: ANN.username,
            sub: ANN.sub,
            attributes: {},
            enabled: false,
          }),
      ],
      [
        "it was taken back",
        () =>
          fetch(`${underTest.issuer}/oauth2/revoke`, {
            method: "POST",
            body: new URLSearchParams({ client_id: CLIENT_ID, token: refreshToken }),
          }),
      ],
    ] as const) {
      it(`is refused when ${fault}`, async () => {
        await happen();

        const { status, body } = await refresh();

        expect([status, body]).to.deep.equal([400, { error: "invalid_grant" }]);
      });
    }

    it("is of no use to another client", async () => {
      const { body } = await underTest.token({
        ...{ grant_type: "refresh_token", refresh_token: refreshToken },
        ...{ client_id: SECRET_CLIENT_ID, client_secret: SECRET },
      });

      expect(body).to.deep.equal({ error: "invalid_grant" });
    });
  });

  for (const [fault, fields, error] of [
    ["no grant type", {}, "invalid_request"],
    ["another grant type", { grant_type: "password" }, "unsupported_grant_type"],
    ["no code", { grant_type: "authorization_code" }, "invalid_request"],
    ["no refresh token", { grant_type: "refresh_token" }, "invalid_request"],
    ["another client", { grant_type: "refresh_token", client_id: "other" }, "invalid_client"],
  ] as const) {
    it(`are refused with ${fault}`, async () => {
      const { status, body } = await underTest.token(fields);

      expect([status, body]).to.deep.equal([400, { error }]);
    });
  }

  describe("who asks for the user's facts", () => {
    const ask = (token: string) =>
      fetch(`${underTest.issuer}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });

    it("gets them with an access token", async () => {
      const { body } = await underTest.exchange(await underTest.code());

      const answer = await ask(body.access_token ?? "");

      expect(await answer.json()).to.deep.equal({
        ...{ sub: ANN.sub, email: "ann@example.com", email_verified: "true", username: "ann" },
      });
    });

    it("gets none with an id token, one that is over, or one that was taken back", async () => {
      const { body } = await underTest.exchange(await underTest.code());
      const byIdToken = await ask(body.id_token ?? "");
      await fetch(`${underTest.issuer}/oauth2/revoke`, {
        method: "POST",
        body: new URLSearchParams({ client_id: CLIENT_ID, token: body.refresh_token ?? "" }),
      });
      const revoked = await ask(body.access_token ?? "");
      const { accessToken } = await underTest.cognito.signIn(POOL_ID, CLIENT_ID, ANN.username, {
        issuedAt: NOW - 3_600_000,
      });

      const expired = await ask(accessToken);

      expect([byIdToken.status, revoked.status, expired.status]).to.deep.equal([401, 401, 401]);
    });

    it("gets none with a token that somebody else has signed", async () => {
      const { body } = await underTest.exchange(await underTest.code());

      const answer = await ask(await foreignToken(body.access_token ?? ""));

      expect(answer.status).to.equal(401);
    });
  });
});
