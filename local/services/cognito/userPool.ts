import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import { KeptUsers } from "./keptUsers";
import { checkPassword, hashPassword, type PasswordHash } from "./passwords";
import type { SigningKey } from "./signingKey";
import type { GroupSpec, UserPoolClientSpec, UserPoolSpec, UserSpec, UserStatus } from "./userPoolSpec";

export interface User {
  /** The program's name for the user. */
  id: string;
  /** `cognito:username`: the same, or `sub` where people sign in with an attribute. */
  username: string;
  sub: string;
  attributes: Readonly<Record<string, string>>;
  enabled: boolean;
  status: UserStatus;
  password?: PasswordHash;
  /** Milliseconds since the Unix epoch, as all times here. */
  passwordSetAt: number;
  createdAt: number;
  modifiedAt: number;
}

/** OpenID Connect's own attributes (Cognito Developer Guide, "Working with user attributes"). */
export const STANDARD_ATTRIBUTES: readonly string[] = [
  ...["address", "birthdate", "email", "email_verified", "family_name", "gender", "given_name", "locale"],
  ...["middle_name", "name", "nickname", "phone_number", "phone_number_verified", "picture", "preferred_username"],
  ...["profile", "updated_at", "website", "zoneinfo"],
];

/** One user pool, with all that belongs to it. */
export class UserPool {
  readonly clients = new Map<string, UserPoolClientSpec>();
  /** Prefixes of its domain: while one is replaced, there are two. */
  readonly domains = new Set<string>();
  readonly groups = new Map<string, GroupSpec>();
  readonly #users = new Map<string, User>();
  readonly #members = new Map<string, Set<string>>();
  readonly #kept: KeptUsers<User>;

  constructor(
    public spec: UserPoolSpec,
    readonly key: SigningKey,
    /** Host and path: `"127.0.0.1:4510/cognito-idp/us-east-1_AbC123xyz"` */
    readonly endpoint: string,
    maps: KeptMaps = noMaps,
  ) {
    this.#kept = new KeptUsers(maps, spec.id);
  }

  get issuer(): string {
    return `http://${this.endpoint}`;
  }

  get users(): readonly User[] {
    return [...this.#users.values()];
  }

  /** @throws AwsError `ResourceNotFoundException` */
  client(id: string): UserPoolClientSpec {
    const client = this.clients.get(id);
    if (client) return client;
    throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
  }

  /** By name, `sub`, or an attribute that people of this pool sign in with. */
  find(login: string): User | undefined {
    const { usernameAttributes, aliasAttributes, caseSensitive } = this.spec;
    const same = (text: string | undefined) =>
      text !== undefined && (caseSensitive ? text === login : text.toLowerCase() === login.toLowerCase());
    const byAlias = (user: User, name: string) =>
      same(user.attributes[name]) && (name === "preferred_username" || user.attributes[`${name}_verified`] === "true");
    return (
      this.users.find((user) => same(user.username) || user.sub === login) ??
      this.users.find((user) => usernameAttributes.some((name) => same(user.attributes[name]))) ??
      this.users.find((user) => aliasAttributes.some((name) => byAlias(user, name)))
    );
  }

  /** @throws AwsError `UserNotFoundException` */
  user(login: string): User {
    const user = this.find(login);
    if (user) return user;
    throw new AwsError("UserNotFoundException", "User does not exist.");
  }

  async create(spec: UserSpec, now: number): Promise<User> {
    if (this.find(spec.username)) throw new AwsError("UsernameExistsException", "User account already exists");
    return this.#put(spec, now, undefined);
  }

  /** Takes on a user whom an earlier process left: the password, and whether it is the user's own, are as they were. */
  async adopt(spec: UserSpec, now: number): Promise<User | undefined> {
    if (this.find(spec.username)) return undefined;
    const kept = await this.#kept.unchanged(spec);
    if (!kept) return undefined;
    const { password: _, ...rest } = spec;
    return this.#put(rest, now, kept);
  }

  async update(spec: UserSpec, now: number): Promise<User> {
    return this.#put(spec, now, this.user(spec.username));
  }

  delete(id: string): void {
    const user = this.find(id);
    if (!user) return;
    this.#users.delete(user.id);
    this.#kept.delete(user.id);
    for (const members of this.#members.values()) members.delete(user.id);
  }

  /** The user's own new password, or one that is permanent from the start. @throws AwsError `InvalidPasswordException` */
  async setPassword(user: User, text: string, status: UserStatus, now: number): Promise<User> {
    checkPassword(text, this.spec.passwordPolicy);
    const password = await hashPassword(text);
    const changed = { ...user, password, status, passwordSetAt: now, modifiedAt: now };
    this.#users.set(user.id, changed);
    this.#kept.set(changed);
    return changed;
  }

  /** Deletes what is kept of its users. */
  forget(): void {
    this.#kept.forget();
  }

  /** @throws AwsError `ResourceNotFoundException` */
  group(name: string): GroupSpec {
    const group = this.groups.get(name);
    if (group) return group;
    throw new AwsError("ResourceNotFoundException", "Group not found.");
  }

  deleteGroup(name: string): void {
    this.groups.delete(name);
    this.#members.delete(name);
  }

  addToGroup(login: string, name: string): void {
    const { id } = this.user(login);
    const members = this.#members.get(this.group(name).name) ?? new Set();
    this.#members.set(name, members.add(id));
  }

  removeFromGroup(login: string, name: string): void {
    this.#members.get(name)?.delete(this.find(login)?.id ?? "");
  }

  membersOf(name: string): readonly User[] {
    return this.users.filter(({ id }) => this.#members.get(this.group(name).name)?.has(id));
  }

  /** By precedence, those without one last, and by name. */
  groupsOf({ id }: User): readonly GroupSpec[] {
    const rank = ({ precedence = Number.POSITIVE_INFINITY }: GroupSpec) => precedence;
    return [...this.groups.values()]
      .filter(({ name }) => this.#members.get(name)?.has(id))
      .sort((a, b) => (rank(a) === rank(b) ? (a.name < b.name ? -1 : 1) : rank(a) - rank(b)));
  }

  async #put(spec: UserSpec, now: number, before: User | undefined): Promise<User> {
    const attributes = this.#attributesOf(spec);
    if (spec.password) checkPassword(spec.password.text, this.spec.passwordPolicy);
    const password = spec.password ? await hashPassword(spec.password.text) : before?.password;
    const user: User = {
      id: spec.username,
      username: this.spec.usernameAttributes.length > 0 ? spec.sub : spec.username,
      sub: before?.sub ?? spec.sub,
      attributes,
      enabled: spec.enabled,
      status: spec.password
        ? spec.password.permanent
          ? "CONFIRMED"
          : "FORCE_CHANGE_PASSWORD"
        : (before?.status ?? "FORCE_CHANGE_PASSWORD"),
      ...(password && { password }),
      passwordSetAt: spec.password || !before ? now : before.passwordSetAt,
      createdAt: before?.createdAt ?? now,
      modifiedAt: now,
    };
    this.#users.set(user.id, user);
    this.#kept.set(user, spec.password && password && { hash: password, permanent: spec.password.permanent });
    return user;
  }

  /** @throws AwsError `InvalidParameterException` for what the pool's schema does not know, or what it misses */
  #attributesOf({ username, attributes: given }: UserSpec): Record<string, string> {
    const { usernameAttributes, requiredAttributes, customAttributes } = this.spec;
    const loginName = username.includes("@") ? "email" : "phone_number";
    const attributes = { ...(usernameAttributes.length > 0 && { [loginName]: username }), ...given };
    if (usernameAttributes.length > 0 && !usernameAttributes.includes(loginName)) {
      throw invalid(`Username should be ${usernameAttributes.join(" or ")}.`);
    }
    for (const name of Object.keys(attributes)) {
      if (STANDARD_ATTRIBUTES.includes(name) || customAttributes.includes(name)) continue;
      throw invalid(`Attributes did not conform to the schema: ${name}: The attribute is not defined in schema.`);
    }
    const missing = requiredAttributes.find((name) => attributes[name] === undefined);
    if (missing) throw invalid(`Attributes did not conform to the schema: ${missing}: The attribute is required`);
    return attributes;
  }
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}
