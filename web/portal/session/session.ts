import { ErrorTimeout, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { Config } from "./config";

/** The person who is signed in, and the ways in and out. */
export interface Session {
  readonly signedIn: boolean;
  /** The reason why the last sign-in failed, in words for the person; absent where it did not. */
  readonly problem?: string;
  /** The ID token: it tells the backend the groups and the address. Renewed when it is about to run out. */
  token(): Promise<string>;
  /** Gets new tokens by the refresh token; `false` when there is none that counts. */
  renew(): Promise<boolean>;
  /** Leaves for the hosted login, which comes back to the page that is shown now. */
  signIn(): Promise<void>;
  /** Forgets the tokens here and in Cognito, and leaves through its logout. */
  signOut(): Promise<void>;
  /** Calls back when the session has ended without anybody's wish. */
  onEnd(callback: () => void): void;
}

/** Seconds before the end of a token at which it is renewed. */
const RENEW_BEFORE_SECONDS = 60;

/** Reads what the hosted login sent back with, or the tokens of this tab; they are in its session storage and nowhere else. */
export async function openSession(config: Config): Promise<Session> {
  const home = new URL(".", `${location.origin}${location.pathname}`).href;
  const store = new WebStorageStateStore({ store: sessionStorage });
  const users = new UserManager({
    authority: config.authority,
    client_id: config.clientId,
    redirect_uri: home,
    response_type: "code",
    scope: "openid email",
    userStore: store,
    stateStore: store,
    automaticSilentRenew: true,
    accessTokenExpiringNotificationTimeInSeconds: RENEW_BEFORE_SECONDS,
    revokeTokenTypes: ["refresh_token"],
  });
  const ended: (() => void)[] = [];
  const end = () => {
    for (const callback of ended) callback();
  };
  let renewing: Promise<boolean> | undefined;
  const renew = () => {
    renewing ??= renewed(users).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
  users.events.addUserUnloaded(end);

  const problem = await arrive(users, home);
  const user = await users.getUser();
  const signedIn = user !== null && (!isEnding(user) || (await renew()));
  return {
    signedIn,
    ...(problem !== undefined && !signedIn && { problem }),
    async token() {
      const current = await users.getUser();
      if (current === null || !isEnding(current)) return current?.id_token ?? "";
      await renew();
      return (await users.getUser())?.id_token ?? "";
    },
    renew,
    signIn: () => users.signinRedirect({ state: location.hash }),
    async signOut() {
      ended.length = 0;
      const metadata = await users.metadataService.getMetadata();
      // A token that cannot be revoked runs out by itself; the person is to get out all the same.
      await users.revokeTokens().catch(() => undefined);
      await users.removeUser();
      // Cognito's own names for OpenID Connect's `post_logout_redirect_uri` (docs, "The managed login sign-out endpoint").
      const query = new URLSearchParams({ client_id: config.clientId, logout_uri: home });
      location.assign(metadata.end_session_endpoint === undefined ? home : `${metadata.end_session_endpoint}?${query}`);
    },
    onEnd: (callback) => {
      ended.push(callback);
    },
  };
}

/** A connection that fails for a moment ends no session; a refresh token that does not count any more does. */
async function renewed(users: UserManager): Promise<boolean> {
  try {
    if ((await users.signinSilent()) !== null) return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof ErrorTimeout) return false;
  }
  await users.removeUser();
  return false;
}

/** Takes the code that the hosted login sent, and clears it from the address; returns what went wrong. */
async function arrive(users: UserManager, home: string): Promise<string | undefined> {
  const query = new URLSearchParams(location.search);
  if (!query.has("state") || !(query.has("code") || query.has("error"))) return undefined;
  try {
    const user = await users.signinRedirectCallback();
    const hash = typeof user.state === "string" && user.state.startsWith("#/") ? user.state : "";
    history.replaceState(null, "", `${home}${hash}`);
    return undefined;
  } catch {
    history.replaceState(null, "", home);
    const said = query.get("error_description");
    return said === null ? "The sign-in was not completed. Try again." : `The sign-in was not completed: ${said}`;
  }
}

function isEnding(user: User): boolean {
  return user.expires_in === undefined || user.expires_in < RENEW_BEFORE_SECONDS;
}
