import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Services } from "../../services";
import type { Sns } from "../sns/sns";
import type { Cognito } from "./cognito";
import { cognitoApi } from "./cognitoApi";
import { Expiring } from "./expiring";
import { createHostedLogin } from "./hosted/createHostedLogin";
import { cookie, type HostedParts } from "./hosted/exchange";
import { SESSION_COOKIE, SESSION_SECONDS } from "./hosted/login";
import { invitation, temporaryPassword } from "./invitation";
import { createSigningKey, keptKey, readSigningKey, type SigningKey } from "./signingKey";
import { Tokens } from "./tokens";
import { UserPool } from "./userPool";

/** "The authorization code ... is valid for five minutes" (Cognito Developer Guide, "Authorize endpoint"). */
const CODE_MS = 5 * 60_000;
/** `authSessionValidity` of clients that do not set it. */
const CHALLENGE_MS = 3 * 60_000;

/**
 * Cognito in memory: users, keys and tokens live as long as the local cloud, reloads included, and longer where they are kept.
 *
 * Known differences from AWS:
 * - the hosted login is below the issuer, not on a domain of its own, and both are spoken to without TLS;
 * - a pool has one key, which signs both kinds of tokens;
 * - refresh tokens are no JWTs, and nobody is locked out after wrong passwords;
 * - nobody signs up or resets a password, and there is no SRP;
 * - invitations are the only mails, and end in the local mailbox.
 *
 * @param kept users, keys, refresh tokens and sign-ins of an earlier process
 */
export function createCognito(
  {
    clock,
    sns,
    report,
    edgeUrl,
  }: Pick<Services, "clock" | "report" | "edgeUrl"> & { sns: { mailbox: Pick<Sns["mailbox"], "add"> } },
  { newKey = createSigningKey }: { newKey?: () => Promise<SigningKey> } = {},
  kept: KeptMaps = noMaps,
): Cognito {
  const pools = new Map<string, UserPool>();
  const parts: HostedParts = {
    clock,
    tokens: new Tokens(clock, kept),
    codes: new Expiring(clock, CODE_MS),
    sessions: new Expiring(clock, SESSION_SECONDS * 1000, kept.map("sessions")),
    pendingPasswords: new Expiring(clock, CHALLENGE_MS),
  };
  const keys = kept.map<string>("keys");
  const keyOf = async (poolId: string): Promise<SigningKey> => {
    const pem = keys.entries().get(poolId);
    if (pem !== undefined) return readSigningKey(pem);
    const key = await newKey();
    keys.set(poolId, keptKey(key));
    return key;
  };
  const poolOf = (id: string): UserPool => {
    const pool = pools.get(id);
    if (pool) return pool;
    throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
  };

  return {
    api: cognitoApi({ ...parts, pools }),
    pages: createHostedLogin(pools, parts, report),

    async putPool(spec) {
      const known = pools.get(spec.id);
      if (known) known.spec = spec;
      const endpoint = `${new URL(edgeUrl).host}/cognito-idp/${spec.id}`;
      const pool = known ?? new UserPool(spec, await keyOf(spec.id), endpoint, kept);
      pools.set(spec.id, pool);
      return { endpoint: pool.endpoint };
    },
    deletePool(id) {
      pools.get(id)?.forget();
      pools.delete(id);
      keys.delete(id);
    },
    putClient: (spec) => void poolOf(spec.userPoolId).clients.set(spec.id, spec),
    deleteClient: (poolId, id) => void pools.get(poolId)?.clients.delete(id),
    putDomain(poolId, prefix) {
      const owner = [...pools.values()].find(({ domains }) => domains.has(prefix));
      if (owner) throw new AwsError("InvalidParameterException", "Domain already associated with another user pool.");
      poolOf(poolId).domains.add(prefix);
    },
    deleteDomain: (poolId, prefix) => void pools.get(poolId)?.domains.delete(prefix),

    createGroup(poolId, group) {
      const { groups } = poolOf(poolId);
      if (groups.has(group.name)) {
        throw new AwsError("GroupExistsException", "A group with the name already exists.");
      }
      groups.set(group.name, group);
    },
    updateGroup: (poolId, group) => void poolOf(poolId).groups.set(group.name, group),
    deleteGroup: (poolId, name) => pools.get(poolId)?.deleteGroup(name),
    async createUser(poolId, user, invited = false) {
      const pool = poolOf(poolId);
      const adopted = await pool.adopt(user, clock.now());
      if (adopted) return adopted.status;
      if (!invited) return (await pool.create(user, clock.now())).status;
      const { text = temporaryPassword(pool.spec.passwordPolicy) } = user.password ?? {};
      const made = await pool.create({ ...user, password: { text, permanent: false } }, clock.now());
      const { email } = made.attributes;
      if (email === undefined) {
        pool.delete(made.id);
        throw new AwsError("InvalidParameterException", "User does not have an email address to be invited at.");
      }
      const facts = { username: user.username, email, password: text };
      sns.mailbox.add(invitation(pool.spec.invitation, facts, clock.now()));
      return made.status;
    },
    updateUser: async (poolId, user) => (await poolOf(poolId).update(user, clock.now())).status,
    deleteUser(poolId, username) {
      const pool = pools.get(poolId);
      const user = pool?.find(username);
      if (user) parts.tokens.revokeAll(poolId, user.id);
      pool?.delete(username);
    },
    addToGroup: (poolId, username, group) => poolOf(poolId).addToGroup(username, group),
    removeFromGroup: (poolId, username, group) => pools.get(poolId)?.removeFromGroup(username, group),

    keysOf: (issuer) => [...pools.values()].find((pool) => pool.issuer === issuer)?.key.keys,
    async signIn(poolId, clientId, username, { issuedAt = clock.now(), scopes } = {}) {
      const pool = poolOf(poolId);
      const client = pool.client(clientId);
      const who = { userPoolId: poolId, userId: pool.user(username).id, clientId };
      return parts.tokens.issue(
        pool,
        client,
        parts.tokens.newSignIn({ ...who, scopes: scopes ?? client.scopes }, issuedAt),
      );
    },
    openSession(poolId, username) {
      const pool = poolOf(poolId);
      const session = { poolId, user: pool.user(username).id, signedInAt: clock.now() };
      return cookie(pool, SESSION_COOKIE, parts.sessions.add(session), SESSION_SECONDS);
    },
  };
}
