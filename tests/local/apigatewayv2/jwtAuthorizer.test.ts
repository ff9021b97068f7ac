import { createHmac, createPublicKey } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { exportSPKI, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { type MappedRequest, parseMapping } from "../../../local/services/apigatewayv2/parameterMapping";
import { createSigningKey, type SigningKey } from "../../../local/services/cognito/signingKey";
import { type ApiUnderTest, lastEvent, NOW, type Setup, startApi } from "./apiUnderTest";

const ISSUER = "http://127.0.0.1:4510/cognito-idp/us-east-1_AbC123xyz";
const SECONDS = Math.floor(NOW / 1000);
const CLAIMS = {
  ...{ sub: "ann-sub", iss: ISSUER, client_id: "app", token_use: "access", scope: "openid cards/read" },
  ...{ iat: SECONDS - 10, exp: SECONDS + 60, "cognito:groups": ["hr", "auditor"], email_verified: true },
};

describe("a JWT authorizer", () => {
  let own: SigningKey;
  let foreign: SigningKey;
  let api: ApiUnderTest;

  before(async () => {
    [own, foreign] = await Promise.all([createSigningKey(), createSigningKey()]);
  });
  afterEach(() => api.stop());

  const start = (change: Partial<NonNullable<Setup["authorizer"]>> = {}, setup: Setup = {}) =>
    startApi({
      ...setup,
      authorizer: {
        ...{ id: "aut1", issuer: ISSUER, audience: ["app", "other-app"], scopes: [], keys: own.keys },
        ...{ identitySource: { place: "header", name: "Authorization" }, ...change },
      },
    });
  const token = (change: JWTPayload = {}, { key = own, kid = "" }: { key?: SigningKey; kid?: string } = {}) =>
    new SignJWT({ ...CLAIMS, ...change }).setProtectedHeader({ alg: "RS256", kid: kid || key.id }).sign(key.privateKey);
  const send = (text: string | undefined, path = "/") =>
    api.send("GET", path, text === undefined ? {} : { headers: { authorization: `Bearer ${text}` } });
  const invalid = (description: string) => `Bearer scope="" error="invalid_token" error_description="${description}"`;

  it("hands the claims on as text, lists in brackets", async () => {
    api = await start();

    const { status } = await send(await token());

    expect(status).to.equal(200);
    const { authorizer } = lastEvent(api).requestContext as unknown as { authorizer: unknown };
    expect(authorizer).to.deep.equal({
      jwt: {
        claims: {
          ...{ sub: "ann-sub", iss: ISSUER, client_id: "app", token_use: "access", scope: "openid cards/read" },
          ...{ iat: String(SECONDS - 10), exp: String(SECONDS + 60), email_verified: "true" },
          "cognito:groups": "[hr auditor]",
        },
        scopes: null,
      },
    });
  });

  it("takes the token without the word Bearer, too", async () => {
    api = await start();

    const { status } = await api.send("GET", "/", { headers: { authorization: await token() } });

    expect(status).to.equal(200);
  });

  it("finds the token where it is told to", async () => {
    api = await start({ identitySource: { place: "querystring", name: "token" } });

    const there = await api.send("GET", `/?token=${await token()}`);
    const elsewhere = await send(await token());

    expect([there.status, elsewhere.status]).to.deep.equal([200, 401]);
  });

  it("asks for a token where there is none", async () => {
    api = await start();

    const { status, body, headers } = await send(undefined);

    expect([status, body, headers["www-authenticate"]]).to.deep.equal([401, '{"message":"Unauthorized"}', "Bearer"]);
    expect(api.events).to.deep.equal([]);
  });

  describe("refuses a token", () => {
    const cases: readonly (readonly [string, () => Promise<string> | string, string])[] = [
      ["that has expired", () => token({ exp: SECONDS }), "the token has expired"],
      ["that does not expire", () => token({ exp: undefined as never }), "invalid claim exp"],
      ["that holds from later on", () => token({ nbf: SECONDS + 1 }), "the token is not valid yet"],
      ["that was issued later", () => token({ iat: SECONDS + 1 }), "the token is not valid yet"],
      ["of another issuer", () => token({ iss: `${ISSUER}2` }), "the token does not have a valid issuer"],
      ["of no issuer", () => token({ iss: undefined as never }), "the token does not have a valid issuer"],
      ["of another client", () => token({ client_id: "stranger" }), "the token does not have a valid audience"],
      [
        "for another audience, whatever its client",
        () => token({ aud: "stranger" }),
        "the token does not have a valid audience",
      ],
      ["for nobody", () => token({ client_id: undefined }), "the token does not have a valid audience"],
      ["signed with another key by that name", () => token({}, { key: foreign, kid: own.id }), "signature is invalid"],
      ["signed with a key that nobody knows", () => token({}, { key: foreign }), "no key matches the token"],
      [
        "that names no key",
        () => new SignJWT(CLAIMS).setProtectedHeader({ alg: "RS256" }).sign(own.privateKey),
        "the token does not name its key",
      ],
      [
        "that brings its key along",
        () =>
          new SignJWT(CLAIMS)
            .setProtectedHeader({ alg: "RS256", kid: foreign.id, jwk: foreign.jwks.keys[0] as never })
            .sign(foreign.privateKey),
        "no key matches the token",
      ],
      ["without a signature", () => new UnsecuredJWT(CLAIMS).encode(), "the token does not name its key"],
      ["that says it has no signature", () => unsigned("none"), "signing method is invalid"],
      ["that is signed with the public key as a secret", hmacOfPublicKey, "signing method is invalid"],
      ["with a changed claim", async () => tampered(await token()), "signature is invalid"],
      [
        "with a signature cut off",
        async () => `${(await token()).split(".").slice(0, 2).join(".")}.`,
        "signature is invalid",
      ],
      ["that is none", () => "hello", "invalid token"],
      ["of many parts", () => "a.b.c.d.e", "invalid token"],
    ];
    for (const [which, make, description] of cases) {
      it(which, async () => {
        api = await start();

        const { status, body, headers } = await send(await make());

        expect([status, body, headers["www-authenticate"]]).to.deep.equal([
          401,
          '{"message":"Unauthorized"}',
          invalid(description),
        ]);
        expect(api.events).to.deep.equal([]);
      });
    }

    it("that comes twice", async () => {
      api = await start();
      const text = `Bearer ${await token()}`;

      const { status } = await api.send("GET", "/", { headers: { authorization: [text, text] } });

      expect(status).to.equal(401);
    });

    it("with any byte changed", async () => {
      api = await start();
      const good = await token();

      await fc.assert(
        fc.asyncProperty(fc.nat(good.length - 1), fc.constantFrom("A", "z", "0", "-", "."), async (at, letter) => {
          // The last character of a part may carry bits that mean nothing.
          fc.pre(good[at] !== letter && !/^.(\.|$)/.test(good.slice(at)));
          const { status } = await send(good.slice(0, at) + letter + good.slice(at + 1));
          expect(status).to.equal(401);
        }),
        { numRuns: 60 },
      );
    });
  });

  it("takes a token for one of its audience, alone or among others", async () => {
    api = await start();

    const answers = [
      await send(await token({ client_id: undefined, aud: "other-app" })),
      await send(await token({ client_id: "stranger", aud: ["x", "app"] })),
    ];

    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200]);
  });

  it("holds a token until the second in which it expires", async () => {
    api = await start();
    const text = await token({ exp: SECONDS + 1 });

    const before = await send(text);
    api.clock.advance(1000);
    const after = await send(text);

    expect([before.status, after.status]).to.deep.equal([200, 401]);
  });

  it("refuses every token when the issuer is gone", async () => {
    api = await start({ issuer: "http://127.0.0.1:4510/cognito-idp/us-east-1_gone", keys: undefined as never });

    const { status } = await send(await token());

    expect(status).to.equal(401);
  });

  describe("of a route with scopes", () => {
    beforeEach(async () => {
      api = await start({ scopes: ["cards/write", "cards/read"] });
    });

    it("lets one of them in, and tells all that the token has", async () => {
      const { status } = await send(await token());

      const { authorizer } = lastEvent(api).requestContext as unknown as { authorizer: { jwt: { scopes: unknown } } };
      expect([status, authorizer.jwt.scopes]).to.deep.equal([200, ["openid", "cards/read"]]);
    });

    it("knows them by their other name", async () => {
      const { status } = await send(await token({ scope: undefined, scp: ["cards/write"] }));

      expect(status).to.equal(200);
    });

    for (const [fault, change] of [
      ["others", { scope: "openid cards/reader" }],
      ["none", { scope: undefined }],
    ] as const) {
      it(`answers 403 to a token with ${fault}`, async () => {
        const { status, body, headers } = await send(await token({ ...change }));

        expect([status, body]).to.deep.equal([403, '{"message":"Forbidden"}']);
        expect(headers["www-authenticate"]).to.match(
          /^Bearer scope="cards\/write cards\/read" error="insufficient_scope"/,
        );
        expect(api.events).to.deep.equal([]);
      });
    }
  });

  it("leaves preflight requests alone, and its refusals readable", async () => {
    api = await start(
      {},
      { cors: { allowOrigins: ["http://localhost:8080"], allowMethods: ["GET"], allowHeaders: ["*"] } },
    );
    const origin = "http://localhost:8080";

    const preflight = await api.send("OPTIONS", "/", { headers: { origin, "access-control-request-method": "GET" } });
    const refused = await api.send("GET", "/", { headers: { origin } });

    expect([preflight.status, preflight.headers["access-control-allow-origin"]]).to.deep.equal([204, origin]);
    expect([refused.status, refused.headers["access-control-allow-origin"]]).to.deep.equal([401, origin]);
  });

  it("tells the access log who came, and why not", async () => {
    const format =
      "$context.status $context.authorizer.claims.sub $context.authorizer.error $context.error.responseType";
    const logGroupArn = "arn:aws:logs:us-east-1:000000000000:log-group:/access";
    api = await start({}, { stages: [{ name: "$default", accessLog: { logGroupArn, format } }] });

    await send(await token());
    await send(await token({ exp: SECONDS }));

    expect(api.logLines.map(({ message }) => message)).to.deep.equal([
      "200 ann-sub - -",
      "401 - the token has expired UNAUTHORIZED",
    ]);
  });

  function unsigned(alg: string): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${part({ alg, kid: own.id })}.${part(CLAIMS)}.`;
  }

  async function hmacOfPublicKey(): Promise<string> {
    const secret = await exportSPKI(createPublicKey(own.privateKey));
    const signed = unsigned("HS256").slice(0, -1);
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  }

  function tampered(text: string): string {
    const [header, , signature] = text.split(".");
    const claims = Buffer.from(JSON.stringify({ ...CLAIMS, "cognito:groups": ["admin"] })).toString("base64url");
    return `${header}.${claims}.${signature}`;
  }
});

describe("a mapping that names an authorizer's claim", () => {
  it("has a claim of the token, or no value", () => {
    const mapping = parseMapping("$context.authorizer.claims.sub");
    const resolve = (claims: Record<string, string>) =>
      mapping.resolve({ destination: { jwt: { claims, scopes: null } } } as unknown as MappedRequest);

    const [known, unknown] = [resolve({ sub: "ann-sub" }), resolve({})];

    expect([known, unknown]).to.deep.equal(["ann-sub", undefined]);
  });
});
