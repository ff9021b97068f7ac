/** A key, as far as it is known here. */
export interface Key {
  readonly arn: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly state: "Enabled" | "Disabled" | "PendingDeletion";
  /** The time, likewise, at which it is gone, unless its deletion is cancelled before. */
  readonly deletedAt?: number;
  /** JSON. */
  readonly policy: string;
}

/** KMS: keys, what is encrypted with them, and who may use them. Nothing really is, because nothing here leaves this machine. */
export interface Kms {
  /** Creates or changes. `policy` is JSON; the one that AWS gives to keys of programs where absent. */
  putKey(keyArn: string, policy?: string): void;
  deleteKey(keyArn: string): void;
  /** Whatever is encrypted with a key that is not enabled can be neither read nor written. */
  setState(keyArn: string, state: Key["state"], deletedAt?: number): void;
  /** @param id as of `keyArn` @throws AwsError `NotFoundException` */
  key(id: string): Key;
  keys(): readonly Key[];
  /** @param name `"alias/orders"` */
  putAlias(name: string, keyId: string): void;
  deleteAlias(name: string): void;
  aliases(): readonly { readonly name: string; readonly keyArn: string }[];
  /** @param id a key's id or ARN, an alias or its ARN @throws AwsError `NotFoundException` */
  keyArn(id: string): string;
  /**
   * Says with which key a resource is encrypted, so that whoever reads or writes it needs that key too.
   * @param id as of `keyArn`; absent, or an alias of AWS's own (`"alias/aws/sqs"`), for keys that nobody is asked about
   * @throws AwsError `NotFoundException`
   */
  encrypt(resourceArn: string, id: string | undefined): void;
}
