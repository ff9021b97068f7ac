import { createHash, randomUUID } from "node:crypto";
import { type Answer, json, type Listener, listen, type Request, readableFrom } from "./listener";

/** A stand-in for a user pool and its hosted login: code flow with PKCE, refresh tokens, Cognito's logout. */
export interface StubLogin extends Listener {
  /** How long the next tokens last, in seconds. */
  lifetime: number;
  /** Events in order: `authorize`, `token authorization_code`, `token refresh_token`, `revoke`, `logout`. */
  happened: string[];
  /** Ends all sessions: refresh tokens do not count any more. */
  forgetAll(): void;
  /** Spoils the tokens that have been given out; refresh tokens still count. */
  spoilTokens(): void;
  /** The email of whom an ID token is for; `undefined` when it is not one of the current ones. */
  whoseToken(token: string | undefined): string | undefined;
}

export const CLIENT_ID = "portal-client";

/** @param portal origin of the pages, known when the first request comes */
export async function stubLogin(portal: () => string): Promise<StubLogin> {
  const codes = new Map<string, { email: string; challenge: string; redirectUri: string }>();
  const refreshTokens = new Map<string, string>();
  const idTokens = new Map<string, string>();
  const happened: string[] = [];
  let server: Listener;

  const routes: Record<string, (request: Request) => Answer> = {
    "GET /.well-known/openid-configuration": () =>
      json({
        issuer: server.url,
        authorization_endpoint: `${server.url}/oauth2/authorize`,
        token_endpoint: `${server.url}/oauth2/token`,
        end_session_endpoint: `${server.url}/logout`,
        revocation_endpoint: `${server.url}/oauth2/revoke`,
        jwks_uri: `${server.url}/jwks.json`,
      }),
    "GET /oauth2/authorize": ({ url: { searchParams: query } }) => {
      happened.push("authorize");
      const expected = {
        client_id: CLIENT_ID,
        response_type: "code",
        scope: "openid email",
        code_challenge_method: "S256",
        redirect_uri: `${portal()}/`,
      };
      const wrong = Object.entries(expected).filter(([name, value]) => query.get(name) !== value);
      if (wrong.length > 0) return { status: 400, body: `wrong ${wrong.map(([name]) => name).join(", ")}` };
      return { status: 200, headers: { "content-type": "text/html" }, body: loginPage(query) };
    },
    "POST /signed-in": ({ body }) => {
      const form = new URLSearchParams(body);
      const back = new URLSearchParams({ state: form.get("state") ?? "" });
      if (form.get("email") === "") {
        back.set("error", "access_denied");
        back.set("error_description", "User cancelled");
      } else {
        const code = randomUUID();
        codes.set(code, {
          email: form.get("email") ?? "",
          challenge: form.get("code_challenge") ?? "",
          redirectUri: form.get("redirect_uri") ?? "",
        });
        back.set("code", code);
      }
      return { status: 302, headers: { location: `${form.get("redirect_uri")}?${back}` } };
    },
    "POST /oauth2/token": ({ body }) => {
      const form = new URLSearchParams(body);
      happened.push(`token ${form.get("grant_type")}`);
      const email = form.get("grant_type") === "refresh_token" ? refreshed(form) : exchanged(form);
      return email === undefined ? json({ error: "invalid_grant" }, 400) : json(tokensFor(email, form));
    },
    "POST /oauth2/revoke": ({ body }) => {
      happened.push("revoke");
      refreshTokens.delete(new URLSearchParams(body).get("token") ?? "");
      return { status: 200 };
    },
    "GET /logout": ({ url: { searchParams: query } }) => {
      happened.push("logout");
      const to = query.get("logout_uri");
      if (query.get("client_id") !== CLIENT_ID || to !== `${portal()}/`)
        return { status: 400, body: "wrong logout_uri" };
      return { status: 302, headers: { location: to } };
    },
  };

  function refreshed(form: URLSearchParams): string | undefined {
    return refreshTokens.get(form.get("refresh_token") ?? "");
  }

  function exchanged(form: URLSearchParams): string | undefined {
    const code = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    return code?.challenge === challenge && code.redirectUri === form.get("redirect_uri") ? code.email : undefined;
  }

  function tokensFor(email: string, form: URLSearchParams): object {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: server.url,
      aud: CLIENT_ID,
      sub: email,
      email,
      iat: now,
      exp: now + login.lifetime,
      jti: randomUUID(),
    };
    const id_token = [{ alg: "RS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const idToken = `${id_token.join(".")}.c2lnbmVk`;
    idTokens.set(idToken, email);
    const tokens = { access_token: randomUUID(), id_token: idToken, token_type: "Bearer", expires_in: login.lifetime };
    // As Cognito does: the first answer has a refresh token, and those to it have none.
    if (form.get("grant_type") === "refresh_token") return tokens;
    const refresh_token = randomUUID();
    refreshTokens.set(refresh_token, email);
    return { ...tokens, refresh_token };
  }

  server = await listen((request) => {
    const route = routes[`${request.method} ${request.url.pathname}`];
    return readableFrom(
      portal(),
      request.method === "OPTIONS" ? { status: 204 } : (route?.(request) ?? { status: 404 }),
    );
  });
  const login: StubLogin = {
    ...server,
    lifetime: 3_600,
    happened,
    forgetAll() {
      refreshTokens.clear();
      idTokens.clear();
    },
    spoilTokens: () => idTokens.clear(),
    whoseToken: (token) => idTokens.get(token ?? ""),
  };
  return login;
}

function loginPage(query: URLSearchParams): string {
  const kept = ["state", "code_challenge", "redirect_uri"];
  const inputs = kept.map((name) => `<input type="hidden" name="${name}" value="${query.get(name)}">`).join("");
  return `<!doctype html><title>Login</title><h1>Hosted login</h1><form method="post" action="/signed-in">${inputs}
    <label>Email <input name="email" autofocus></label><button>Continue</button></form>`;
}
