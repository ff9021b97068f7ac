import { expect } from "chai";
import { ANN, CALLBACK, CLIENT_ID, POOL, POOL_ID, PoolUnderTest, SIGNED_OUT } from "./poolUnderTest";

const HOUR_MS = 3_600_000;

describe("the hosted login", () => {
  let underTest: PoolUnderTest;

  beforeEach(async () => {
    underTest = await PoolUnderTest.start();
  });
  afterEach(() => underTest.stop());

  describe("its discovery", () => {
    it("names everything below the issuer", async () => {
      const { text, headers } = await underTest.browser.send(`${underTest.issuer}/.well-known/openid-configuration`);

      const { issuer } = underTest;
      expect(JSON.parse(text)).to.deep.include({
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        authorization_endpoint: `${issuer}/oauth2/authorize`,
        token_endpoint: `${issuer}/oauth2/token`,
        userinfo_endpoint: `${issuer}/oauth2/userInfo`,
        end_session_endpoint: `${issuer}/logout`,
      });
      expect(headers.get("access-control-allow-origin")).to.equal("*");
    });

    it("names no login where the pool has no domain, and says what is missing", async () => {
      underTest.cognito.deleteDomain(POOL_ID, "people");

      const discovered = await underTest.browser.send(`${underTest.issuer}/.well-known/openid-configuration`);
      const refused = await underTest.browser.send(underTest.authorizeUrl());

      expect(JSON.parse(discovered.text)).not.to.have.property("authorization_endpoint");
      expect([refused.status, refused.text]).to.deep.equal([
        404,
        '{"message":"the user pool has no domain: give it an aws.cognito.UserPoolDomain"}',
      ]);
    });

    it("shows public keys only", async () => {
      const { text } = await underTest.browser.send(`${underTest.issuer}/.well-known/jwks.json`);

      const [key] = (JSON.parse(text) as { keys: Record<string, string>[] }).keys;
      expect(Object.keys(key ?? {}).sort()).to.deep.equal(["alg", "e", "kid", "kty", "n", "use"]);
    });
  });

  describe("an authorization request", () => {
    it("leads to the login page with all it asked for", async () => {
      const asked = new URL(underTest.authorizeUrl());

      const { status, location } = await underTest.browser.send(asked.href);

      expect([status, location?.pathname, location?.search]).to.deep.equal([
        302,
        `/cognito-idp/${POOL_ID}/login`,
        asked.search,
      ]);
    });

    for (const [fault, change] of [
      ["a client that does not exist", { client_id: "other" }],
      ["no client", { client_id: undefined }],
      ["no redirect_uri", { redirect_uri: undefined }],
      ["a redirect_uri of somebody else", { redirect_uri: "https://evil.example/callback" }],
      ["a redirect_uri with more path", { redirect_uri: `${CALLBACK}/more` }],
      ["a redirect_uri with a query", { redirect_uri: `${CALLBACK}?x=1` }],
      ["a redirect_uri in other letters", { redirect_uri: "http://LOCALHOST:8080/callback" }],
      ["a redirect_uri at another port", { redirect_uri: "http://localhost:8081/callback" }],
    ] as const) {
      it(`with ${fault} is shown an error, and redirected nowhere`, async () => {
        const { status, location, text } = await underTest.browser.send(underTest.authorizeUrl(change));

        expect([status, location]).to.deep.equal([400, undefined]);
        expect(text).to.contain('role="alert"');
      });
    }

    it("with a parameter twice is shown an error", async () => {
      const { status, location } = await underTest.browser.send(
        `${underTest.authorizeUrl()}&redirect_uri=https://evil.example`,
      );

      expect([status, location]).to.deep.equal([400, undefined]);
    });

    for (const [fault, change, error] of [
      ["another response type", { response_type: "token" }, "unsupported_response_type"],
      ["a scope that the client has not", { scope: "openid phone" }, "invalid_scope"],
      ["a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
      ["a challenge of no method", { code_challenge_method: undefined }, "invalid_request"],
      ["a challenge that is no hash", { code_challenge: "short" }, "invalid_request"],
      ["another identity provider", { identity_provider: "Google" }, "invalid_request"],
      ["a prompt that is not known", { prompt: "consent" }, "invalid_request"],
      ["no wish for a prompt, while nobody has signed in", { prompt: "none" }, "login_required"],
    ] as const) {
      it(`with ${fault} goes back as ${error}, with its state`, async () => {
        const { status, location } = await underTest.browser.send(underTest.authorizeUrl(change));

        expect([status, location?.origin, location?.pathname]).to.deep.equal([
          302,
          "http://localhost:8080",
          "/callback",
        ]);
        expect([location?.searchParams.get("error"), location?.searchParams.get("state")]).to.deep.equal([
          error,
          "s-1",
        ]);
        expect(location?.searchParams.has("code")).to.equal(false);
      });
    }

    it("of a client without the code flow goes back as unauthorized_client", async () => {
      await underTest.stop();
      underTest = await PoolUnderTest.start({ client: { usesHostedLogin: false } });

      const { location } = await underTest.browser.send(underTest.authorizeUrl());

      expect(location?.searchParams.get("error")).to.equal("unauthorized_client");
    });
  });

  describe("signing in", () => {
    it("sends the browser back with a code and the state", async () => {
      const { status, location } = await underTest.logIn();

      expect([status, location?.origin, location?.pathname]).to.deep.equal([302, "http://localhost:8080", "/callback"]);
      expect(location?.searchParams.get("state")).to.equal("s-1");
      expect(location?.searchParams.get("code")).to.match(/^[\w-]{43}$/);
    });

    it("says the same for a wrong password, an unknown user and a disabled one", async () => {
      await underTest.addUser({ ...ANN, username: "off", sub: "off" }, { enabled: false });
      const tries = [
        { ...ANN, password: "Wrong-Horse-7" },
        { ...ANN, username: "nobody" },
        { ...ANN, username: "off" },
      ];

      const answers = [];
      for (const given of tries) answers.push(await underTest.logIn(given));

      const [wrong = "", unknown = "", disabled = ""] = answers.map(({ text }, index) =>
        text.replace(`value="${tries[index]?.username}"`, "value=name"),
      );
      expect(answers.map(({ status, location }) => [status, location])).to.deep.equal(Array(3).fill([400, undefined]));
      expect(wrong).to.contain('<p class="error" id="error" role="alert">Incorrect username or password.</p>');
      expect([unknown, disabled]).to.deep.equal([wrong, wrong]);
    });

    it("begins with the name that the app knows", async () => {
      const { page } = await underTest.loginPage({ login_hint: "ann" });

      expect(page.text).to.contain('name="username" type="text" value="ann"');
    });

    it("keeps a name that was typed as text", async () => {
      const { text } = await underTest.logIn({ username: '"><script>alert(1)</script>', password: "x" });

      expect(text).to.contain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"');
      expect(text).not.to.contain("<script>");
    });

    it("is no business of a page elsewhere", async () => {
      const { url, page } = await underTest.loginPage();

      const foreign = await underTest.browser.submit(url, page, ANN, { origin: "https://evil.example" });

      expect([foreign.status, foreign.location]).to.deep.equal([403, undefined]);
    });

    it("needs the token of the page", async () => {
      const { url, page } = await underTest.loginPage();

      const forged = await underTest.browser.submit(url, page, { ...ANN, _csrf: "x".repeat(43) });
      underTest.browser.cookies.delete("XSRF-TOKEN");
      const withoutCookie = await underTest.browser.submit(url, page, { ...ANN, _csrf: "" });

      expect([forged.status, withoutCookie.status]).to.deep.equal([403, 403]);
    });

    it("runs no script, sits in no frame, and sends its form to itself and the app only", async () => {
      const { page } = await underTest.loginPage();

      expect(page.headers.get("content-security-policy")).to.match(
        /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/localhost:8080; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(page.headers.get("cache-control")).to.equal("no-store");
    });

    it("keeps its cookies from scripts and from other sites", async () => {
      const { headers } = await underTest.logIn();

      const [session = ""] = headers.getSetCookie();
      expect(session).to.match(
        new RegExp(`^cognito=[\\w-]{43}; Path=/cognito-idp/${POOL_ID}; HttpOnly; SameSite=Lax; Max-Age=3600$`),
      );
    });

    it("is by e-mail address where the pool says so", async () => {
      await underTest.stop();
      underTest = await PoolUnderTest.start({ pool: { id: POOL_ID, aliasAttributes: ["email"] } });

      const { location } = await underTest.logIn({ username: "ann@example.com", password: ANN.password });

      expect(location?.searchParams.has("code")).to.equal(true);
    });
  });

  describe("a browser in which somebody has signed in", () => {
    beforeEach(() => underTest.logIn());

    it("gets a code at once", async () => {
      const { location } = await underTest.browser.send(underTest.authorizeUrl({ prompt: "none" }));

      expect(location?.searchParams.has("code")).to.equal(true);
    });

    it("is asked again where the app wants it", async () => {
      const { location } = await underTest.browser.send(underTest.authorizeUrl({ prompt: "login" }));

      expect(location?.pathname).to.equal(`/cognito-idp/${POOL_ID}/login`);
    });

    it("is asked again after an hour", async () => {
      underTest.clock.advance(HOUR_MS);

      const { location } = await underTest.browser.send(underTest.authorizeUrl());

      expect(location?.pathname).to.equal(`/cognito-idp/${POOL_ID}/login`);
    });

    it("is asked again when the user is gone", async () => {
      underTest.cognito.deleteUser(POOL_ID, ANN.username);

      const { location } = await underTest.browser.send(underTest.authorizeUrl());

      expect(location?.pathname).to.equal(`/cognito-idp/${POOL_ID}/login`);
    });

    it("forgets at the logout, and goes on to where the app said", async () => {
      const query = new URLSearchParams({ client_id: CLIENT_ID, logout_uri: SIGNED_OUT });

      const out = await underTest.browser.send(`${underTest.issuer}/logout?${query}`);
      const again = await underTest.browser.send(underTest.authorizeUrl());

      expect([out.status, out.location?.href]).to.deep.equal([302, SIGNED_OUT]);
      expect(again.location?.pathname).to.equal(`/cognito-idp/${POOL_ID}/login`);
    });

    it("has a session that a copy of its cookie does not outlive", async () => {
      const stolen = new Map(underTest.browser.cookies);
      const query = new URLSearchParams({ client_id: CLIENT_ID, logout_uri: SIGNED_OUT });
      await underTest.browser.send(`${underTest.issuer}/logout?${query}`);

      for (const [name, value] of stolen) underTest.browser.cookies.set(name, value);
      const { location } = await underTest.browser.send(underTest.authorizeUrl());

      expect(location?.pathname).to.equal(`/cognito-idp/${POOL_ID}/login`);
    });

    for (const [fault, parameters] of [
      ["an address that is none of the client's", { client_id: CLIENT_ID, logout_uri: "https://evil.example" }],
      ["no address", { client_id: CLIENT_ID }],
      ["another's client", { client_id: "other", logout_uri: SIGNED_OUT }],
      ["parameters that Cognito does not know", { client_id: CLIENT_ID, post_logout_redirect_uri: SIGNED_OUT }],
    ] as const) {
      it(`stays signed in after a logout with ${fault}`, async () => {
        const out = await underTest.browser.send(
          `${underTest.issuer}/logout?${new URLSearchParams({ ...parameters })}`,
        );
        const again = await underTest.browser.send(underTest.authorizeUrl());

        expect([out.status, out.location]).to.deep.equal([400, undefined]);
        expect(again.location?.searchParams.has("code")).to.equal(true);
      });
    }
  });

  describe("somebody with a temporary password", () => {
    const BOB = { username: "bob", password: "Temporary-1", sub: "bob-sub" };

    beforeEach(() => underTest.addUser(BOB, { permanent: false }));

    it("chooses another one, and is signed in with it", async () => {
      const { url, page } = await underTest.loginPage();
      const asked = await underTest.browser.submit(url, page, BOB);

      const done = await underTest.browser.submit(url, asked, {
        new_password: "My-Own-Word-2",
        confirmation: "My-Own-Word-2",
      });
      underTest.browser.cookies.clear();
      const later = await underTest.logIn({ ...BOB, password: "My-Own-Word-2" });

      expect(asked.text).to.contain("At least 8 characters, with a small letter, a capital letter, a digit.");
      expect(done.location?.searchParams.has("code")).to.equal(true);
      expect(later.location?.searchParams.has("code")).to.equal(true);
    });

    for (const [fault, fields, words] of [
      ["that differ", { new_password: "My-Own-Word-2", confirmation: "My-Own-Word-3" }, "The two passwords differ."],
      [
        "against the policy",
        { new_password: "short", confirmation: "short" },
        "Password did not conform with policy: Password not long enough.",
      ],
    ] as const) {
      it(`may try again after two ${fault}`, async () => {
        const { url, page } = await underTest.loginPage();
        const asked = await underTest.browser.submit(url, page, BOB);

        const refused = await underTest.browser.submit(url, asked, fields);
        const done = await underTest.browser.submit(url, refused, {
          ...{ new_password: "My-Own-Word-2", confirmation: "My-Own-Word-2" },
        });

        expect([refused.status, refused.text]).to.satisfy(
          ([status, text]: [number, string]) => status === 400 && text.includes(words),
        );
        expect(done.location?.searchParams.has("code")).to.equal(true);
      });
    }

    it("begins anew after three minutes", async () => {
      const { url, page } = await underTest.loginPage();
      const asked = await underTest.browser.submit(url, page, BOB);
      underTest.clock.advance(3 * 60_000);

      const late = await underTest.browser.submit(url, asked, {
        new_password: "My-Own-Word-2",
        confirmation: "My-Own-Word-2",
      });

      expect([late.status, late.location]).to.deep.equal([400, undefined]);
      expect(late.text).to.contain("That took too long. Sign in again.");
    });

    it("cannot sign in when it is too old", async () => {
      underTest.clock.advance(POOL.passwordPolicy.temporaryDays * 24 * HOUR_MS);

      const { text } = await underTest.logIn(BOB);

      expect(text).to.contain("Incorrect username or password.");
    });
  });

  for (const [method, path, status] of [
    ["DELETE", "/login", 405],
    ["GET", "/oauth2/token", 405],
    ["GET", "/other", 404],
    ["GET", "/constructor", 404],
  ] as const) {
    it(`answers ${status} to ${method} ${path}`, async () => {
      const answer = await underTest.browser.send(`${underTest.issuer}${path}`, { method });

      expect(answer.status).to.equal(status);
    });
  }

  it("answers 404 below a pool that does not exist", async () => {
    const { status } = await underTest.browser.send(`${underTest.edge.url}/cognito-idp/us-east-1_other/login`);

    expect(status).to.equal(404);
  });
});
