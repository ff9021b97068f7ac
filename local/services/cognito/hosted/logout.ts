import { cookie, type HostedOperation, redirect } from "./exchange";
import { SESSION_COOKIE } from "./login";
import { errorPage } from "./loginPage";

/**
 * `/logout`: forgets who signed in in this browser, and goes on to an address that the client has registered, or to the login page.
 * It knows no `post_logout_redirect_uri`, although discovery calls it the `end_session_endpoint`: so it is on AWS.
 * Source: Cognito Developer Guide, "The managed login sign-out endpoint".
 */
export const logout: HostedOperation = ({ pool, query, cookies }, { sessions }) => {
  const client = pool.clients.get(query.get("client_id") ?? "");
  if (!client) return errorPage("Invalid client", "This user pool has no client with this client_id.");
  const logoutUri = query.get("logout_uri");
  const again = query.get("redirect_uri");
  if (logoutUri === null && again === null) {
    return errorPage(
      "Invalid request",
      "Required parameters are missing: logout_uri, or redirect_uri and response_type.",
    );
  }
  if (logoutUri !== null && !client.logoutUrls.includes(logoutUri)) {
    return errorPage("Invalid redirect", "The logout_uri is none of the client's sign-out URLs.");
  }
  sessions.take(cookies.get(SESSION_COOKIE) ?? "");
  return redirect(logoutUri ?? `${pool.issuer}/login?${query}`, {
    "set-cookie": cookie(pool, SESSION_COOKIE, "", 0),
  });
};
