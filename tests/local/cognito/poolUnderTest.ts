import { createHash } from "node:crypto";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { createEdge, type Edge } from "../../../local/edge/edge";
import { createIam } from "../../../local/iam/createIam";
import type { Iam } from "../../../local/iam/iam";
import type { Cognito } from "../../../local/services/cognito/cognito";
import { createCognito } from "../../../local/services/cognito/createCognito";
import { DEFAULT_INVITATION } from "../../../local/services/cognito/invitation";
import { createSigningKey, type SigningKey } from "../../../local/services/cognito/signingKey";
import type { UserPoolClientSpec, UserPoolSpec } from "../../../local/services/cognito/userPoolSpec";
import type { Mail } from "../../../local/services/sns/sns";
import { HeldClock } from "../../support/heldClock";

export const NOW = Date.parse("2026-03-01T12:00:00.000Z");
export const POOL_ID = "us-east-1_AbC123xyz";
export const CLIENT_ID = "app";
export const SECRET_CLIENT_ID = "server";
export const SECRET = "5up3r-secret";
export const CALLBACK = "http://localhost:8080/callback";
export const SIGNED_OUT = "http://localhost:8080/bye";
export const ANN = { username: "ann", password: "Correct-Horse-7", sub: "11111111-2222-3333-4444-555555555555" };
export const VERIFIER = "a-verifier-that-is-long-enough-for-the-rules-of-pkce-0123456789";
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

export const POOL: UserPoolSpec = {
  id: POOL_ID,
  arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${POOL_ID}`,
  name: "people",
  passwordPolicy: {
    ...{
      minimumLength: 8,
      requireLowercase: true,
      requireUppercase: true,
      requireNumbers: true,
      requireSymbols: false,
    },
    temporaryDays: 7,
  },
  usernameAttributes: [],
  aliasAttributes: [],
  caseSensitive: true,
  requiredAttributes: [],
  customAttributes: ["custom:department"],
  invitation: DEFAULT_INVITATION,
};

export const CLIENT: UserPoolClientSpec = {
  id: CLIENT_ID,
  userPoolId: POOL_ID,
  usesHostedLogin: true,
  callbackUrls: [CALLBACK, "http://localhost:8080/other"],
  logoutUrls: [SIGNED_OUT],
  scopes: ["openid", "email", "profile"],
  authFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  validity: { accessToken: 3600, idToken: 1800, refreshToken: 86_400 },
  hidesUsers: true,
};

/** To make one takes a while, and no test is about another. */
let ofAllPools: Promise<SigningKey> | undefined;
export function sharedKey(): Promise<SigningKey> {
  ofAllPools ??= createSigningKey();
  return ofAllPools;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Where it redirects to. */
  location: URL | undefined;
}

/** A browser with cookies, which follows nothing by itself. */
export class Browser {
  readonly cookies = new Map<string, string>();

  async send(url: string, init: RequestInit = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie !== "" && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = line.match(/^([^=]+)=([^;]*)/) ?? [];
      if (/Max-Age=0/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = response.headers.get("location");
    return {
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: location === null ? undefined : new URL(location),
    };
  }

  /** Sends the form of a page, with what it holds already. */
  submit(url: string, page: Answer, fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
    const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    const form = new URLSearchParams([...hidden.map(([, name = "", value = ""]) => [name, value] as [string, string])]);
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    return this.send(url, { method: "POST", body: form, headers: { origin: new URL(url).origin, ...headers } });
  }
}

/** A pool with a public client, one with a secret, a user and a group, behind a real edge. */
export class PoolUnderTest {
  readonly browser = new Browser();
  readonly warnings: string[] = [];
  readonly mails: Mail[] = [];
  readonly clock = new HeldClock(NOW);
  iam!: Iam;
  edge!: Edge;
  cognito!: Cognito;
  #clients: CognitoIdentityProviderClient[] = [];

  static async start(
    change: { pool?: Partial<UserPoolSpec>; client?: Partial<UserPoolClientSpec> } = {},
  ): Promise<PoolUnderTest> {
    const underTest = new PoolUnderTest();
    const report = {
      stage() {},
      log() {},
      warn: (source: string, line: string) => underTest.warnings.push(`${source}: ${line}`),
    };
    underTest.iam = createIam({ report });
    underTest.edge = await createEdge({ iam: underTest.iam, report }, { port: 0, host: "127.0.0.1" });
    const { cognito } = Object.assign(underTest, {
      cognito: createCognito(
        {
          ...{ clock: underTest.clock, report, edgeUrl: underTest.edge.url },
          sns: { mailbox: { add: (mail) => underTest.mails.push(mail) } },
        },
        { newKey: sharedKey },
      ),
    });
    underTest.edge.mount("cognito-idp", cognito.pages, () => false);
    underTest.edge.register(cognito.api);
    await cognito.putPool({ ...POOL, ...change.pool });
    cognito.putDomain(POOL_ID, "people");
    cognito.putClient({ ...CLIENT, ...change.client });
    cognito.putClient({ ...CLIENT, id: SECRET_CLIENT_ID, secret: SECRET });
    await underTest.addUser(ANN);
    return underTest;
  }

  get issuer(): string {
    return `${this.edge.url}/cognito-idp/${POOL_ID}`;
  }

  async addUser(
    user: { username: string; password: string; sub: string },
    { permanent = true, enabled = true, attributes = {} as Record<string, string> } = {},
  ): Promise<void> {
    const { username, sub, password: text } = user;
    const own = { email: `${username}@example.com`, email_verified: "true", ...attributes };
    await this.cognito.createUser(POOL_ID, { username, sub, enabled, attributes: own, password: { text, permanent } });
  }

  authorizeUrl(change: Readonly<Record<string, string | undefined>> = {}): string {
    const parameters = {
      ...{ response_type: "code", client_id: CLIENT_ID, redirect_uri: CALLBACK, scope: "openid email", state: "s-1" },
      ...{ nonce: "n-1", code_challenge: CHALLENGE, code_challenge_method: "S256" },
      ...change,
    };
    const query = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return `${this.issuer}/oauth2/authorize?${new URLSearchParams(query)}`;
  }

  /** Goes as far as the login page. */
  async loginPage(change: Parameters<PoolUnderTest["authorizeUrl"]>[0] = {}): Promise<{ url: string; page: Answer }> {
    const { location } = await this.browser.send(this.authorizeUrl(change));
    const url = String(location);
    return { url, page: await this.browser.send(url) };
  }

  async logIn(
    { username, password }: { username: string; password: string } = ANN,
    change: Parameters<PoolUnderTest["authorizeUrl"]>[0] = {},
  ): Promise<Answer> {
    const { url, page } = await this.loginPage(change);
    return this.browser.submit(url, page, { username, password });
  }

  /** A code that can be exchanged. */
  async code(change: Parameters<PoolUnderTest["authorizeUrl"]>[0] = {}): Promise<string> {
    const { location } = await this.logIn(ANN, change);
    const code = location?.searchParams.get("code");
    if (!code) throw new Error(`no code at ${location}`);
    return code;
  }

  /** Asks the token endpoint, as a script of a page does. */
  async token(fields: Readonly<Record<string, string>>, headers: Record<string, string> = {}) {
    const response = await fetch(`${this.issuer}/oauth2/token`, {
      ...{ method: "POST", headers },
      body: new URLSearchParams({ client_id: CLIENT_ID, ...fields }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, string>,
    };
  }

  exchange(code: string, change: Readonly<Record<string, string>> = {}) {
    const fields = { grant_type: "authorization_code", code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    return this.token({ ...fields, ...change });
  }

  /** Somebody who is not known to IAM; calls that need a signature are refused. */
  client(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } = this.iam.operator) {
    const client = new CognitoIdentityProviderClient({
      ...{ endpoint: this.edge.url, region: "us-east-1", credentials, maxAttempts: 1 },
    });
    this.#clients.push(client);
    return client;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.edge.stop();
  }
}
