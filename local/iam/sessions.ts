import { randomBytes } from "node:crypto";
import { ACCOUNT_ID } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { Credentials, Principal } from "./iam";

/** Credentials that this cloud issued, and whose they are. They are good until their role goes. */
export class Sessions {
  readonly #issued = new Map<string, { credentials: Credentials; principal: Principal }>();
  /** One session for each role and name, so that functions which start over and over do not pile credentials up. */
  readonly #keys = new Map<string, string>();
  readonly #accessKeys = new Map<string, { readonly principal: Principal; readonly isActive: boolean }>();

  /**
   * Credentials for a principal, under an id such as the role and session name.
   * @param credentials those of an earlier start. @default new ones
   */
  issue(
    id: string,
    principal: Principal,
    credentials?: Credentials,
  ): { principal: Principal; credentials: Credentials } {
    const existing = this.#issued.get(this.#keys.get(id) ?? "");
    if (existing) return existing;
    const issued = { principal, credentials: credentials ?? newCredentials() };
    this.#keys.set(id, issued.credentials.accessKeyId);
    this.#issued.set(issued.credentials.accessKeyId, issued);
    return issued;
  }

  /** A key pair of a user, without a session. */
  createAccessKey(principal: Principal): Pick<Credentials, "accessKeyId" | "secretAccessKey"> {
    const { accessKeyId: id, secretAccessKey } = newCredentials();
    const accessKeyId = id.replace(/^ASIA/, "AKIA");
    this.#accessKeys.set(accessKeyId, { principal, isActive: true });
    return { accessKeyId, secretAccessKey };
  }

  setAccessKey(accessKeyId: string, isActive: boolean): void {
    const key = this.#accessKeys.get(accessKeyId);
    if (key) this.#accessKeys.set(accessKeyId, { ...key, isActive });
  }

  deleteAccessKey(accessKeyId: string): void {
    this.#accessKeys.delete(accessKeyId);
  }

  /** @throws AwsError `UnrecognizedClientException` for an unknown key or a token of another */
  principalOf(accessKeyId: string, sessionToken: string | undefined): Principal {
    const key = this.#accessKeys.get(accessKeyId);
    if (key?.isActive && sessionToken === undefined) return key.principal;
    const issued = this.#issued.get(accessKeyId);
    if (!issued || issued.credentials.sessionToken !== sessionToken) {
      throw new AwsError("UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    return issued.principal;
  }

  /** Ends every session of a role. */
  endRole(roleArn: string): void {
    for (const [id, accessKeyId] of this.#keys) {
      const principal = this.#issued.get(accessKeyId)?.principal;
      if (principal?.kind !== "role" || principal.roleArn !== roleArn) continue;
      this.#keys.delete(id);
      this.#issued.delete(accessKeyId);
    }
  }
}

/** The ARN under which AWS names a session: it carries the role's name without its path. */
export function sessionArn(roleArn: string, sessionName: string): string {
  return `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${roleArn.split("/").at(-1)}/${sessionName}`;
}

/** In AWS's form and good for nothing elsewhere: random, and unknown to AWS. */
function newCredentials(): Credentials {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    sessionToken: randomBytes(48).toString("base64"),
  };
}
