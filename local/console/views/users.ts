import { AwsError } from "../../base/awsError";
import { isRecord } from "../../base/isRecord";
import type { Resource } from "../../engine/deployment";
import { type ConsoleParts, ofType, placeOf, type View } from "../parts";
import { resourceAskedFor } from "./page";

const POOL = "aws:cognito/userPool:UserPool";
const CLIENT = "aws:cognito/userPoolClient:UserPoolClient";
/** Users that a page shows, as many as Cognito lists at once. */
const PAGE = 60;

interface ListedUser {
  Username: string;
  UserStatus: string;
  Enabled: boolean;
  Attributes?: readonly { Name: string; Value?: string }[];
}

/** Every user pool of the program. */
export const users: View = async (parts) => ({
  pools: await Promise.all(
    ofType(parts.program, POOL).map(async (resource) => {
      const { Users, PaginationToken } = await listed(parts, resource.id, PAGE);
      return {
        ...placeOf(parts.program, resource),
        ...{ name: String(resource.state.name), users: Users.length, hasMore: PaginationToken !== undefined },
        clients: clientsOf(parts, resource).length,
      };
    }),
  ),
});

/** One user pool: a page of its users with their groups, and the clients that they sign in to. */
export const userPool: View = async (parts, query) => {
  const resource = resourceAskedFor(parts.program, POOL, query, "user pool");
  const token = query.get("token") ?? undefined;
  const { Users, PaginationToken } = await listed(parts, resource.id, PAGE, token);
  const shown = Users.map(async ({ Username, UserStatus, Enabled, Attributes = [] }) => {
    const { Groups } = (await parts.call("cognito-idp", "AdminListGroupsForUser", {
      ...{ UserPoolId: resource.id, Username },
    })) as { Groups?: readonly { GroupName: string }[] };
    return {
      ...{ username: Username, status: UserStatus, enabled: Enabled },
      email: Attributes.find(({ Name }) => Name === "email")?.Value,
      groups: (Groups ?? []).map(({ GroupName }) => GroupName),
    };
  });
  return {
    pool: { ...placeOf(parts.program, resource), name: String(resource.state.name), id: resource.id },
    clients: clientsOf(parts, resource).map((client) => ({
      ...{ id: client.id, label: client.name, urls: client.state.callbackUrls ?? [] },
    })),
    users: await Promise.all(shown),
    ...(PaginationToken !== undefined && { next: PaginationToken }),
  };
};

/**
 * Signs a user in without a password: `{ pool, client, username }`.
 * @returns tokens, and the cookie by which the hosted login knows this browser
 * @throws AwsError for what is no user, pool or client of the program
 */
export async function signIn(
  { services, program }: Pick<ConsoleParts, "services" | "program">,
  asked: unknown,
): Promise<{ tokens: object; cookie: string }> {
  const { pool, client, username } = isRecord(asked) ? asked : {};
  if (typeof pool !== "string" || typeof client !== "string" || typeof username !== "string") {
    throw new AwsError("BadRequest", "a sign-in has a pool, a client and a username");
  }
  if (!ofType(program, POOL).some(({ id }) => id === pool)) {
    throw new AwsError("NotFound", "The program has no such user pool.", 404);
  }
  const { idToken, accessToken, expiresIn } = await services.cognito.signIn(pool, client, username);
  return { tokens: { idToken, accessToken, expiresIn }, cookie: services.cognito.openSession(pool, username) };
}

function clientsOf({ program }: Pick<ConsoleParts, "program">, pool: Resource): readonly Resource[] {
  return ofType(program, CLIENT).filter(({ state }) => state.userPoolId === pool.id);
}

async function listed({ call }: ConsoleParts, UserPoolId: string, Limit: number, PaginationToken?: string) {
  const given = { UserPoolId, Limit, ...(PaginationToken !== undefined && { PaginationToken }) };
  return (await call("cognito-idp", "ListUsers", given)) as { Users: readonly ListedUser[]; PaginationToken?: string };
}
