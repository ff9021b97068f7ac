import type { KeptMap, KeptMaps } from "../../base/keptMaps";
import { fromKept, isPassword, type KeptPassword, type PasswordHash, toKept } from "./passwords";
import type { UserSpec } from "./userPoolSpec";

/** The members of a user that have to be known here. */
interface AnyUser {
  id: string;
  password?: PasswordHash;
}

interface KeptUser<User> {
  readonly facts: Omit<User, "password">;
  readonly password?: KeptPassword;
  /** The password that the program gave: the user may have another one by now. */
  readonly declared?: KeptPassword & { readonly permanent: boolean };
}

/** Writes down the users of a pool, and says at the next start what became of one whom the program declares again. */
export class KeptUsers<User extends AnyUser> {
  readonly #users: KeptMap<KeptUser<User>>;

  constructor(maps: KeptMaps, poolId: string) {
    this.#users = maps.map(`${poolId}/users`);
  }

  /** Finds the user whom an earlier process left, unless the program gives another password by now. */
  async unchanged({ username, password }: UserSpec): Promise<User | undefined> {
    const kept = this.#users.entries().get(username);
    if (kept === undefined) return undefined;
    const { declared } = kept;
    if (password !== undefined) {
      if (declared?.permanent !== password.permanent) return undefined;
      if (!(await isPassword(password.text, fromKept(declared)))) return undefined;
    }
    return { ...kept.facts, ...(kept.password && { password: fromKept(kept.password) }) } as User;
  }

  /** @param declared the password that the program gave now; the one of before stays where it gave none */
  set(user: User, declared?: { hash: PasswordHash; permanent: boolean }): void {
    const { password, ...facts } = user;
    const before = this.#users.entries().get(user.id)?.declared;
    const given = declared ? { ...toKept(declared.hash), permanent: declared.permanent } : before;
    this.#users.set(user.id, {
      facts,
      ...(password && { password: toKept(password) }),
      ...(given && { declared: given }),
    });
  }

  delete(id: string): void {
    this.#users.delete(id);
  }

  forget(): void {
    this.#users.clear();
  }
}
