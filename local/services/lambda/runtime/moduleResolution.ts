import { realpathSync } from "node:fs";
import Module, { isBuiltin } from "node:module";
import path from "node:path";

/** The modules that code may load: its own folder's, Node's, and the SDK that AWS's Node runtimes carry. */
export interface ResolutionRules {
  codeFolder: string;
  /** Folders from which the SDK is looked for, in turn. */
  sdkFolders: readonly string[];
}

/** Packages that AWS's Node runtimes carry. */
export const SDK = /^(@aws-sdk|@smithy)\//;

/** The part of a module that resolution looks at. */
interface Requirer {
  filename?: string | null;
  paths?: string[];
}

/** Node's own hook points: there is no public one for `require` before Node 22.15. */
interface ModuleInternals {
  _resolveFilename(request: string, parent: Requirer | undefined, ...rest: unknown[]): string;
  _nodeModulePaths(folder: string): string[];
}

/**
 * Makes `require` fail where it would on AWS: code unpacked below the project would otherwise find the project's
 * `node_modules` in a parent folder, and a bundle that lacks a package would only break after deployment.
 */
export function restrictResolution(rules: ResolutionRules): void {
  const internals = Module as unknown as ModuleInternals;
  const resolve = internals._resolveFilename;
  const codeFolder = realpathSync(rules.codeFolder) + path.sep;
  const sdkRequirer: Requirer = {
    filename: null,
    paths: rules.sdkFolders.flatMap((folder) => internals._nodeModulePaths(folder)),
  };

  internals._resolveFilename = function (this: unknown, request, parent, ...rest) {
    if (isBuiltin(request)) {
      return request;
    }
    // The SDK's own dependencies are part of the runtime, as on AWS. A CommonJS file that an ES module imported comes
    // with its whole path and no parent.
    if (isOfSdk(parent ? (parent.filename ?? "") : request, codeFolder)) {
      return Reflect.apply(resolve, this, [request, parent, ...rest]);
    }
    const own = within(codeFolder, () => Reflect.apply(resolve, this, [request, parent, ...rest]));
    if (own !== undefined) {
      return own;
    }
    if (SDK.test(request)) {
      return Reflect.apply(resolve, this, [request, sdkRequirer]);
    }
    throw moduleNotFound(request, parent?.filename ?? undefined);
  };
}

/**
 * Tells files of the SDK and of what it needs: no other package outside of the code is ever resolved. A project may have them in one folder,
 * nested or, as pnpm has, in a store.
 */
export function isOfSdk(file: string, codeFolder: string): boolean {
  return file.includes(`${path.sep}node_modules${path.sep}`) && !file.startsWith(codeFolder);
}

/** `undefined` where the module is missing or lies outside the folder; other failures of resolution come through. */
function within(folder: string, resolve: () => string): string | undefined {
  try {
    const file = resolve();
    return realpathSync(file).startsWith(folder) ? file : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") {
      return undefined;
    }
    throw error;
  }
}

/** In Node's words, which AWS's runtime passes on. */
export function moduleNotFound(request: string, requiredBy: string | undefined): Error {
  const stack = requiredBy === undefined ? "" : `\nRequire stack:\n- ${requiredBy}`;
  return Object.assign(new Error(`Cannot find module '${request}'${stack}`), { code: "MODULE_NOT_FOUND" });
}
