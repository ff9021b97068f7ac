import { realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { moduleNotFound, type ResolutionRules, SDK } from "./moduleResolution";

// Node runs this file in a thread of its own and asks it where each `import` leads: the same rules as for `require`.

interface Context {
  parentURL?: string;
}

type Next = (specifier: string, context: Context) => Promise<{ url: string }>;

let codeFolder = "";
let sdkFolder = "";
let sdkModules = "";

export function initialize(rules: ResolutionRules): void {
  codeFolder = realpathSync(rules.codeFolder) + path.sep;
  sdkFolder = rules.sdkFolder;
  sdkModules = realpathSync(path.join(rules.sdkFolder, "node_modules")) + path.sep;
}

export async function resolve(specifier: string, context: Context, next: Next): Promise<{ url: string }> {
  const importer = context.parentURL?.startsWith("file:") ? fileURLToPath(context.parentURL) : undefined;
  if (isBuiltin(specifier) || importer?.startsWith(sdkModules)) {
    return next(specifier, context);
  }
  if (SDK.test(specifier)) {
    const own = await next(specifier, context).catch(() => undefined);
    return own !== undefined && isOwn(own.url)
      ? own
      : next(specifier, { ...context, parentURL: pathToFileURL(path.join(sdkFolder, "package.json")).href });
  }
  const resolved = await next(specifier, context);
  if (!isOwn(resolved.url)) {
    throw moduleNotFound(specifier, importer);
  }
  return resolved;
}

function isOwn(url: string): boolean {
  return !url.startsWith("file:") || realpathSync(fileURLToPath(url)).startsWith(codeFolder);
}
