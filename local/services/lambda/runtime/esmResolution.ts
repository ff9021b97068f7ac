import { realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isOfSdk, moduleNotFound, type ResolutionRules, SDK } from "./moduleResolution";

// Node runs this file in a thread of its own and asks it where each `import` leads: the same rules as for `require`.

interface Context {
  parentURL?: string;
}

type Next = (specifier: string, context: Context) => Promise<{ url: string }>;

let codeFolder = "";
let sdkFolders: readonly string[] = [];

export function initialize(rules: ResolutionRules): void {
  codeFolder = realpathSync(rules.codeFolder) + path.sep;
  sdkFolders = rules.sdkFolders;
}

export async function resolve(specifier: string, context: Context, next: Next): Promise<{ url: string }> {
  const importer = context.parentURL?.startsWith("file:") ? fileURLToPath(context.parentURL) : undefined;
  if (isBuiltin(specifier) || (importer !== undefined && isOfSdk(importer, codeFolder))) {
    return next(specifier, context);
  }
  if (SDK.test(specifier)) {
    const own = await next(specifier, context).catch(() => undefined);
    return own !== undefined && isOwn(own.url) ? own : fromSdk(specifier, context, next);
  }
  const resolved = await next(specifier, context);
  if (!isOwn(resolved.url)) {
    throw moduleNotFound(specifier, importer);
  }
  return resolved;
}

/** @throws as Node does for a module that is in none of the SDK's folders */
async function fromSdk(specifier: string, context: Context, next: Next): Promise<{ url: string }> {
  const [first = "", ...others] = sdkFolders;
  const found = next(specifier, { ...context, parentURL: pathToFileURL(path.join(first, "package.json")).href });
  return others.reduce(
    (before, folder) =>
      before.catch((error: unknown) =>
        next(specifier, { ...context, parentURL: pathToFileURL(path.join(folder, "package.json")).href }).catch(() => {
          throw error;
        }),
      ),
    found,
  );
}

function isOwn(url: string): boolean {
  return !url.startsWith("file:") || realpathSync(fileURLToPath(url)).startsWith(codeFolder);
}
