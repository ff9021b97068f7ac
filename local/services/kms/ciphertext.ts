import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { AwsError } from "../../base/awsError";

/** Facts that are bound to a ciphertext: whoever decrypts it has to give the same. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** How every ciphertext of this cloud begins. */
const MAGIC = Buffer.from([0x53, 0x4b, 0x01]);
const [IV_BYTES, TAG_BYTES] = [12, 16];
const ALGORITHM = "aes-256-gcm";

/**
 * Encrypts by AES-256-GCM, as KMS does. The material follows from the key's ARN, so that a program's key decrypts at the next start what it has
 * encrypted before: it keeps nothing secret from who can run this code.
 */
export function encryptWith(keyArn: string, plaintext: Buffer, context: EncryptionContext = {}): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, materialOf(keyArn), iv).setAAD(boundTo(context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const name = Buffer.from(keyArn);
  return Buffer.concat([MAGIC, Buffer.from([name.length]), name, iv, cipher.getAuthTag(), sealed]);
}

/** The key that a ciphertext names. @throws AwsError `InvalidCiphertextException` */
export function keyArnIn(ciphertext: Buffer): string {
  const length = ciphertext[MAGIC.length] ?? 0;
  const begin = MAGIC.length + 1;
  if (
    !ciphertext.subarray(0, MAGIC.length).equals(MAGIC) ||
    ciphertext.length < begin + length + IV_BYTES + TAG_BYTES
  ) {
    throw invalid();
  }
  return ciphertext.subarray(begin, begin + length).toString();
}

/** @throws AwsError `InvalidCiphertextException` for what was changed, or another context */
export function decrypt(ciphertext: Buffer, context: EncryptionContext = {}): Buffer {
  const keyArn = keyArnIn(ciphertext);
  const begin = MAGIC.length + 1 + Buffer.byteLength(keyArn);
  const [iv, tag, sealed] = [
    ciphertext.subarray(begin, begin + IV_BYTES),
    ciphertext.subarray(begin + IV_BYTES, begin + IV_BYTES + TAG_BYTES),
    ciphertext.subarray(begin + IV_BYTES + TAG_BYTES),
  ];
  try {
    const decipher = createDecipheriv(ALGORITHM, materialOf(keyArn), iv).setAAD(boundTo(context)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    throw invalid();
  }
}

function materialOf(keyArn: string): Buffer {
  return createHash("sha256").update(`local key material of ${keyArn}`).digest();
}

/** The order of a context's members means nothing (AWS KMS Developer Guide, "Encryption context"). */
function boundTo(context: EncryptionContext): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1))));
}

function invalid(): AwsError {
  return new AwsError("InvalidCiphertextException", "");
}
