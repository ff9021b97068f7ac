import { AwsError } from "../base/awsError";
import { parsePolicy, type Statement } from "./policyDocument";

/** A user or a group: a name with policies. */
interface Identity {
  readonly name: string;
  readonly inline: Map<string, readonly Statement[]>;
  readonly attached: Set<string>;
}

type Kind = "user" | "group";

/** Users and groups, with their policies, and who is in which group. */
export class Identities {
  readonly #all = { user: new Map<string, Identity>(), group: new Map<string, Identity>() };
  /** Names of groups, by the resource that puts a user in it, and the user's name. */
  readonly #memberships = new Map<string, { readonly user: string; readonly group: string }>();

  /**
   * @param policyOf statements of a managed policy; throws `NoSuchEntity` for one that is not there
   * @param changed is told of every change
   */
  constructor(
    private readonly policyOf: (policyArn: string) => readonly Statement[],
    private readonly changed: () => void,
  ) {}

  /** @throws AwsError `EntityAlreadyExists` */
  create(kind: Kind, name: string): void {
    if (this.#all[kind].has(name)) {
      throw new AwsError("EntityAlreadyExists", `${titleOf(kind)} with name ${name} already exists.`, 409);
    }
    this.#all[kind].set(name, { name, inline: new Map(), attached: new Set() });
    this.changed();
  }

  delete(kind: Kind, name: string): void {
    this.#all[kind].delete(name);
    this.changed();
  }

  /** Putting the same policy again replaces it. @throws AwsError `NoSuchEntity`, `MalformedPolicyDocument` */
  putPolicy(kind: Kind, name: string, policyName: string, document: string): void {
    this.#of(kind, name).inline.set(policyName, parsePolicy(document, "identity"));
    this.changed();
  }

  deletePolicy(kind: Kind, name: string, policyName: string): void {
    this.#all[kind].get(name)?.inline.delete(policyName);
    this.changed();
  }

  /** @throws AwsError `NoSuchEntity` for an unknown identity or policy */
  attach(kind: Kind, name: string, policyArn: string): void {
    const { attached } = this.#of(kind, name);
    this.policyOf(policyArn);
    attached.add(policyArn);
    this.changed();
  }

  detach(kind: Kind, name: string, policyArn: string): void {
    this.#all[kind].get(name)?.attached.delete(policyArn);
    this.changed();
  }

  /**
   * Says who is in which group, as far as one resource says it.
   * @throws AwsError `NoSuchEntity` for an unknown user or group
   */
  setMemberships(resource: string, memberships: readonly { user: string; group: string }[]): void {
    for (const { user, group } of memberships) {
      this.#of("user", user);
      this.#of("group", group);
    }
    for (const key of [...this.#memberships.keys()]) if (key.startsWith(`${resource} `)) this.#memberships.delete(key);
    for (const { user, group } of memberships) this.#memberships.set(`${resource} ${user} ${group}`, { user, group });
    this.changed();
  }

  /** Statements of a user's own policies, and of those of its groups. */
  statementsOf(userName: string): readonly Statement[] {
    const groups = [...this.#memberships.values()].filter(({ user }) => user === userName).map(({ group }) => group);
    const identities = [
      this.#all.user.get(userName),
      ...[...new Set(groups)].map((group) => this.#all.group.get(group)),
    ].filter((identity) => identity !== undefined);
    return identities.flatMap(({ inline, attached }) => [
      ...[...inline.values()].flat(),
      ...[...attached].flatMap((policyArn) => this.policyOf(policyArn)),
    ]);
  }

  /** The user or group that has a managed policy attached: it cannot go. */
  holderOf(policyArn: string): string | undefined {
    for (const kind of ["user", "group"] as const) {
      const holder = [...this.#all[kind].values()].find(({ attached }) => attached.has(policyArn));
      if (holder) return `${kind} ${holder.name}`;
    }
    return undefined;
  }

  #of(kind: Kind, name: string): Identity {
    const found = this.#all[kind].get(name);
    if (found) return found;
    throw new AwsError("NoSuchEntity", `The ${kind} with name ${name} cannot be found.`, 404);
  }
}

function titleOf(kind: Kind): string {
  return kind === "user" ? "User" : "Group";
}
