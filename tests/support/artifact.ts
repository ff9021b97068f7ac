import { createRequire } from "node:module";
import type * as pulumi from "@pulumi/pulumi";
import { inputsOf, type Run } from "./program";

/** The text of a function's `index.js`, as a program would upload it. */
export async function artifactOf(run: Run<unknown>, functionName: string): Promise<string> {
  const { code } = inputsOf(run, "aws:lambda/function:Function", functionName);
  const assets = await (code as pulumi.asset.AssetArchive).assets;
  return await (assets["index.js"] as pulumi.asset.StringAsset).text;
}

/**
 * Loads an artifact as Lambda's runtime does, and returns what it exports as its handler.
 * @param require how it gets the modules that it does not hold itself
 */
export function loadArtifact(text: string, require: (id: string) => unknown = createRequire(__filename)): unknown {
  const module = { exports: {} as { handler?: unknown } };
  new Function("module", "exports", "require", text)(module, module.exports, require);
  return module.exports.handler;
}
