import { runtime } from "@pulumi/pulumi";
import type { Properties } from "../engine/resourceHandler";
import { isArchive, keep, unpack, type WireAsset } from "./archives";

/** Properties without Pulumi's markings, and what the markings said. */
export interface Unmarked {
  plain: Properties;
  /** Top-level properties that hold a secret, at whatever depth. */
  secrets: readonly string[];
  /** Top-level properties that hold an archive or an asset. */
  archives: readonly string[];
}

/**
 * Turns properties from Pulumi's wire form into plain values: secrets are unwrapped, archives unpacked, assets kept as files, and
 * a resource becomes its id, as providers get it. A property that is null is unset.
 *
 * @param codeFolder where archives are unpacked
 */
export function unmark(properties: Properties, codeFolder: string): Unmarked {
  const secrets: string[] = [];
  const archives: string[] = [];
  const plain: Properties = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value === null) continue;
    const seen = { secret: false, archive: false };
    plain[name] = unmarkValue(value, seen, codeFolder);
    if (seen.secret) secrets.push(name);
    if (seen.archive) archives.push(name);
  }
  return { plain, secrets, archives };
}

/** Marks these top-level properties as secret again. */
export function markSecrets(properties: Properties, secrets: readonly string[]): Properties {
  const marked = { ...properties };
  for (const name of secrets) {
    if (marked[name] === undefined) continue;
    marked[name] = { [runtime.specialSigKey]: runtime.specialSecretSig, value: marked[name] };
  }
  return marked;
}

function unmarkValue(value: unknown, seen: { secret: boolean; archive: boolean }, codeFolder: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => unmarkValue(element, seen, codeFolder));

  const marked = value as Properties;
  switch (marked[runtime.specialSigKey]) {
    case undefined:
      return Object.fromEntries(
        Object.entries(marked)
          .filter(([, inner]) => inner !== null)
          .map(([name, inner]) => [name, unmarkValue(inner, seen, codeFolder)]),
      );
    case runtime.specialSecretSig:
      seen.secret = true;
      return unmarkValue(marked.value, seen, codeFolder);
    case runtime.specialArchiveSig:
    case runtime.specialAssetSig: {
      const asset = value as WireAsset;
      seen.archive = true;
      return isArchive(asset) ? unpack(asset, codeFolder) : keep(asset, codeFolder);
    }
    case runtime.specialResourceSig:
      return marked.id || marked.urn;
    default:
      throw new Error(`a value of a kind that the local cloud does not know: ${JSON.stringify(value)}`);
  }
}
