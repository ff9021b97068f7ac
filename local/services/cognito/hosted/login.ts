import { randomBytes, timingSafeEqual } from "node:crypto";
import { AwsError } from "../../../base/awsError";
import { isOfOtherPage } from "../../../edge/callingPages";
import type { PasswordPolicy } from "../passwords";
import { attempt } from "../signInAttempt";
import type { User } from "../userPool";
import { type Authorization, authorizationOf, grantCode } from "./authorization";
import {
  cookie,
  type HostedParts,
  type HostedReply,
  type HostedRequest,
  redirect,
  type Session,
  withQuery,
} from "./exchange";
import { errorPage, type FormFacts, loginPage, newPasswordPage } from "./loginPage";

const CSRF_COOKIE = "XSRF-TOKEN";
/** The same name as on AWS. */
export const SESSION_COOKIE = "cognito";
/** "Managed login sessions ... are valid for one hour" (Cognito Developer Guide, "User pool managed login"). */
export const SESSION_SECONDS = 3600;
/** For every reason, so that nobody learns who exists. */
const WRONG = "Incorrect username or password.";

/** `/oauth2/authorize`: a code for whoever has signed in in this browser, or the way to the login page. */
export function authorize(request: HostedRequest, parts: HostedParts): HostedReply {
  const { pool, query } = request;
  const authorization = authorizationOf(pool, query);
  if ("status" in authorization) return authorization;
  const session = authorization.prompt === "login" ? undefined : sessionOf(request, parts);
  if (session) return redirect(grantCode(pool, authorization, session, parts));
  if (authorization.prompt === "none") {
    return redirect(withQuery(authorization.redirectUri, { error: "login_required", state: authorization.state }));
  }
  return redirect(`${pool.issuer}/login?${query}`);
}

/** `/login`: the page, and what it sends. */
export async function login(request: HostedRequest, parts: HostedParts): Promise<HostedReply> {
  const authorization = authorizationOf(request.pool, request.query);
  if ("status" in authorization) return authorization;
  if (request.method !== "POST") return showLogin(request, authorization, request.query.get("login_hint") ?? "");
  if (!isOwnForm(request)) {
    return errorPage("The form is too old", "Go back to where you came from, and sign in again.", 403);
  }
  return request.form.has("pending")
    ? changePassword(request, authorization, parts)
    : signIn(request, authorization, parts);
}

async function signIn(request: HostedRequest, authorization: Authorization, parts: HostedParts): Promise<HostedReply> {
  const { pool, form } = request;
  const given = { login: (form.get("username") ?? "").trim(), password: form.get("password") ?? "" };
  try {
    const user = await attempt(pool, authorization.client, given, parts.clock.now());
    if (user.status === "CONFIRMED") return signedIn(request, authorization, user, parts);
    const pending = parts.pendingPasswords.add({ poolId: pool.spec.id, clientId: authorization.client.id, user });
    return showNewPassword(request, authorization, pending);
  } catch (error) {
    if (error instanceof AwsError) return showLogin(request, authorization, given.login, WRONG);
    throw error;
  }
}

async function changePassword(
  request: HostedRequest,
  authorization: Authorization,
  parts: HostedParts,
): Promise<HostedReply> {
  const { pool, form } = request;
  const secret = form.get("pending") ?? "";
  const pending = parts.pendingPasswords.get(secret);
  if (pending?.poolId !== pool.spec.id || pending.clientId !== authorization.client.id) {
    return showLogin(request, authorization, "", "That took too long. Sign in again.");
  }
  const password = form.get("new_password") ?? "";
  if (password !== form.get("confirmation")) {
    return showNewPassword(request, authorization, secret, "The two passwords differ.");
  }
  try {
    const user = await pool.setPassword(pool.user(pending.user.sub), password, "CONFIRMED", parts.clock.now());
    parts.pendingPasswords.take(secret);
    return signedIn(request, authorization, user, parts);
  } catch (error) {
    if (error instanceof AwsError) return showNewPassword(request, authorization, secret, `${error.message}.`);
    throw error;
  }
}

function signedIn(request: HostedRequest, authorization: Authorization, user: User, parts: HostedParts): HostedReply {
  const { pool } = request;
  const who = { user: user.id, signedInAt: parts.clock.now() };
  const session = parts.sessions.add({ poolId: pool.spec.id, ...who });
  return redirect(grantCode(pool, authorization, who, parts), {
    "set-cookie": cookie(pool, SESSION_COOKIE, session, SESSION_SECONDS),
  });
}

function sessionOf({ pool, cookies }: HostedRequest, { sessions }: HostedParts): Session | undefined {
  const session = sessions.get(cookies.get(SESSION_COOKIE) ?? "");
  const user = pool.users.find(({ id }) => id === session?.user);
  return session?.poolId === pool.spec.id && user?.enabled ? session : undefined;
}

/** Comes from a page of this login, in this browser. */
function isOwnForm({ form, cookies, headers }: HostedRequest): boolean {
  const own = Buffer.from(cookies.get(CSRF_COOKIE) ?? "");
  const given = Buffer.from(form.get("_csrf") ?? "");
  return !isOfOtherPage({ headers }) && own.length > 0 && own.length === given.length && timingSafeEqual(own, given);
}

function showLogin(request: HostedRequest, authorization: Authorization, login: string, error?: string): HostedReply {
  const { usernameAttributes } = request.pool.spec;
  const loginName =
    usernameAttributes.length === 0 ? "Username" : usernameAttributes.includes("email") ? "Email" : "Phone number";
  return shown(request, authorization, error, (form) => loginPage(form, { loginName, login }));
}

function showNewPassword(
  request: HostedRequest,
  authorization: Authorization,
  pending: string,
  error?: string,
): HostedReply {
  const rules = rulesOf(request.pool.spec.passwordPolicy);
  return shown(request, authorization, error, (form) => newPasswordPage(form, { pending, rules }));
}

function shown(
  { pool, query, cookies }: HostedRequest,
  { redirectUri }: Authorization,
  error: string | undefined,
  page: (form: FormFacts) => HostedReply,
): HostedReply {
  const csrf = cookies.get(CSRF_COOKIE) || randomBytes(32).toString("base64url");
  const reply = page({ action: `?${query}`, csrf, redirectUri, ...(error !== undefined && { error }) });
  return { ...reply, headers: { ...reply.headers, "set-cookie": cookie(pool, CSRF_COOKIE, csrf, SESSION_SECONDS) } };
}

function rulesOf(policy: PasswordPolicy): string {
  const parts = [
    ...(policy.requireLowercase ? ["a small letter"] : []),
    ...(policy.requireUppercase ? ["a capital letter"] : []),
    ...(policy.requireNumbers ? ["a digit"] : []),
    ...(policy.requireSymbols ? ["a symbol"] : []),
  ];
  return `At least ${policy.minimumLength} characters${parts.length > 0 ? `, with ${parts.join(", ")}` : ""}.`;
}
