import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { runtime } from "@pulumi/pulumi";
import { joinedInside, storeCode } from "../base/codeFolder";
import type { AssetFile, CodeArchive } from "../engine/resourceHandler";

/** An asset or archive as Pulumi puts it on the wire: exactly one of its members says where the bytes are. */
export interface WireAsset {
  [runtime.specialSigKey]: typeof runtime.specialAssetSig | typeof runtime.specialArchiveSig;
  text?: string;
  path?: string;
  uri?: string;
  assets?: Record<string, WireAsset>;
}

export function isArchive(asset: WireAsset): boolean {
  return asset[runtime.specialSigKey] === runtime.specialArchiveSig;
}

/**
 * Unpacks an archive into a folder that is named after its content, so that equal code is one folder and a folder, once
 * there, never changes.
 *
 * @param folder where such folders live
 * @throws Error for what cannot be unpacked: zip files and remote assets
 */
export function unpack(archive: WireAsset, folder: string): CodeArchive {
  const files = new Map<string, Buffer>();
  collect(archive, "", files);
  return { kind: "sluice:codeArchive", ...storeCode(files, folder) };
}

/**
 * Keeps an asset that is no part of an archive as a file that is named after its content.
 *
 * @param folder where such files live, beside unpacked archives
 * @throws Error for a remote asset, and for a file that is not there
 */
export function keep(asset: WireAsset, folder: string): AssetFile {
  const content = contentOf(asset);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const file = path.join(folder, `asset-${sha256}`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, content);
    renameSync(partial, file);
  }
  return { kind: "sluice:assetFile", file, sha256 };
}

function contentOf({ text, path: source, uri }: WireAsset): Buffer {
  if (text !== undefined) return Buffer.from(text);
  if (source === undefined)
    throw new Error(`the asset is at ${uri}, from where the local cloud does not take it; use a local file`);
  const absolute = path.resolve(source);
  if (!existsSync(absolute)) throw new Error(`the asset names ${absolute}, which does not exist`);
  return readFileSync(absolute);
}

function collect(asset: WireAsset, name: string, files: Map<string, Buffer>): void {
  if (asset.assets !== undefined) {
    for (const [child, inner] of Object.entries(asset.assets)) collect(inner, joinedInside(name, child), files);
  } else if (asset.text !== undefined) {
    files.set(name, Buffer.from(asset.text));
  } else if (asset.path !== undefined) {
    collectPath(path.resolve(asset.path), name, isArchive(asset), files);
  } else {
    throw new Error(
      `the archive takes ${asset.uri} from the network, which the local cloud does not; use a local file`,
    );
  }
}

function collectPath(source: string, name: string, archive: boolean, files: Map<string, Buffer>): void {
  if (!existsSync(source)) throw new Error(`the archive names ${source}, which does not exist`);
  if (statSync(source).isDirectory()) {
    for (const child of readdirSync(source))
      collectPath(path.join(source, child), joinedInside(name, child), false, files);
  } else if (archive) {
    throw new Error(`the archive ${source} is a packed file; give the local cloud the folder it was packed from`);
  } else {
    files.set(name, readFileSync(source));
  }
}
