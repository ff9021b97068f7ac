import type { Report } from "../../../base/report";
import type { PathHandler } from "../../../edge/edge";
import type { UserPool } from "../userPool";
import { jwks, openIdConfiguration } from "./discovery";
import { cookiesOf, type HostedOperation, type HostedParts, type HostedReply, json, readForm, send } from "./exchange";
import { authorize, login } from "./login";
import { logout } from "./logout";
import { revoke, token } from "./tokenEndpoint";
import { userInfo } from "./userInfo";

interface Route {
  methods: readonly string[];
  operation: HostedOperation;
  /** Scripts of any page may call it, and read the answer: "The token endpoint returns Access-Control-Allow-Origin: *". */
  fromScripts?: true;
  /** Works for a pool without a domain. */
  withoutDomain?: true;
}

const ROUTES: Readonly<Record<string, Route>> = {
  "/.well-known/openid-configuration": {
    methods: ["GET"],
    operation: openIdConfiguration,
    fromScripts: true,
    withoutDomain: true,
  },
  "/.well-known/jwks.json": { methods: ["GET"], operation: jwks, fromScripts: true, withoutDomain: true },
  "/oauth2/authorize": { methods: ["GET"], operation: authorize },
  "/login": { methods: ["GET", "POST"], operation: login },
  "/oauth2/token": { methods: ["POST"], operation: token, fromScripts: true },
  "/oauth2/userInfo": { methods: ["GET", "POST"], operation: userInfo, fromScripts: true },
  "/oauth2/revoke": { methods: ["POST"], operation: revoke, fromScripts: true },
  "/logout": { methods: ["GET"], operation: logout },
};

/**
 * The hosted login: an OpenID provider for each pool, at `/<pool id>`.
 *
 * It is written on `jose` and no OpenID server: `oidc-provider` 9 takes its time from the machine's clock, where tests and time that
 * goes faster need another, gives access tokens as JWTs only with an `aud`, which Cognito's do not have, and its refresh tokens could
 * not be exchanged by Cognito's API, nor those of the API by it.
 */
export function createHostedLogin(
  pools: ReadonlyMap<string, UserPool>,
  parts: HostedParts,
  report: Report,
): PathHandler {
  return async (rest, incoming, response) => {
    const [path = "", search = ""] = rest.split(/\?(.*)/s);
    const [, poolId = "", place = ""] = path.match(/^\/([^/]*)(.*)$/) ?? [];
    const pool = pools.get(poolId);
    const route = Object.hasOwn(ROUTES, place) ? ROUTES[place] : undefined;
    const method = incoming.method ?? "GET";
    const form = await readForm(incoming).catch(() => undefined);
    const answer = async (): Promise<HostedReply> => {
      if (!pool || !route)
        return json(404, { message: `there is no ${pool ? `page ${place}` : `user pool ${poolId}`}` });
      if (method === "OPTIONS" && route.fromScripts) return preflight(route);
      if (!route.methods.includes(method === "HEAD" ? "GET" : method)) return json(405, { error: "invalid_request" });
      if (form === undefined) return json(413, { error: "invalid_request" });
      if (!route.withoutDomain && pool.domains.size === 0) {
        report.warn(pool.spec.name, `${place} is asked for, but the user pool has no aws.cognito.UserPoolDomain`);
        return json(404, { message: "the user pool has no domain: give it an aws.cognito.UserPoolDomain" });
      }
      const { headers } = incoming;
      const query = new URLSearchParams(search);
      return route.operation({ pool, method, query, form, headers, cookies: cookiesOf(headers) }, parts);
    };
    const reply = await answer();
    const open = route?.fromScripts ? { "access-control-allow-origin": "*" } : {};
    send(response, method, { ...reply, headers: { ...reply.headers, ...open } });
  };
}

function preflight({ methods }: Route): HostedReply {
  const headers = {
    "access-control-allow-methods": methods.join(","),
    "access-control-allow-headers": "authorization,content-type,x-amz-user-agent",
    "access-control-max-age": "7200",
  };
  return { status: 204, headers, body: "" };
}
