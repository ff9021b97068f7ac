import { existsSync, readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { RuntimeError } from "./errors";
import type { ResolutionRules } from "./moduleResolution";

/** The bundled file beside the runtime's own. */
const ESM_RESOLUTION = "esmResolution.mjs";

export type Callback = (error?: unknown, result?: unknown) => void;
export type Handler = (event: unknown, context: object, callback: Callback) => unknown;

/**
 * Finds `"folder/module.path.to.function"` in the code folder, as AWS's Node runtime does.
 * @throws RuntimeError `Runtime.MalformedHandlerName`, `Runtime.ImportModuleError`, `Runtime.UserCodeSyntaxError`,
 *   `Runtime.HandlerNotFound` or `Runtime.CallbackHandlerDeprecated`; what the module itself throws comes through
 */
export async function loadHandler(rules: ResolutionRules, name: string, runtime: string): Promise<Handler> {
  const { file, exportPath } = splitName(rules.codeFolder, name);
  let found: unknown = await loadModule(rules, file);
  for (const key of exportPath.split(".")) {
    found = (found as Record<string, unknown> | undefined)?.[key];
  }

  if (found === undefined || found === null) {
    throw new RuntimeError("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  }
  if (typeof found !== "function") {
    throw new RuntimeError("Runtime.HandlerNotFound", `${name} is not a function`);
  }
  if (found.length >= 3 && runtime === "nodejs24.x") {
    throw new RuntimeError(
      "Runtime.CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24: make the handler async",
    );
  }
  return found as Handler;
}

function splitName(codeFolder: string, name: string): { file: string; exportPath: string } {
  if (name.includes("..")) {
    throw new RuntimeError("Runtime.MalformedHandlerName", `'${name}' is not a valid handler name: it contains '..'`);
  }
  const base = path.basename(name);
  const dot = base.indexOf(".");
  if (dot < 0) {
    throw new RuntimeError("Runtime.MalformedHandlerName", "Bad handler");
  }
  return { file: path.join(codeFolder, path.dirname(name), base.slice(0, dot)), exportPath: base.slice(dot + 1) };
}

async function loadModule(rules: ResolutionRules, file: string): Promise<unknown> {
  const { codeFolder } = rules;
  const requireFromCode = createRequire(`${file}.js`);
  try {
    if (existsSync(`${file}.js`) && !isModulePackage(codeFolder, path.dirname(file))) {
      return requireFromCode(`${file}.js`);
    }
    const esModule = [`${file}.js`, `${file}.mjs`].find(existsSync);
    if (esModule !== undefined) {
      // Costs a thread, so only functions that are ES modules pay for it.
      register(pathToFileURL(path.join(__dirname, ESM_RESOLUTION)), { data: rules });
      return await import(pathToFileURL(esModule).href);
    }
    if (existsSync(`${file}.cjs`)) {
      return requireFromCode(`${file}.cjs`);
    }
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError("Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`, error);
    }
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (error instanceof Error && (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND")) {
      throw new RuntimeError("Runtime.ImportModuleError", `Error: ${error.message}`, error);
    }
    throw error;
  }
  throw new RuntimeError(
    "Runtime.ImportModuleError",
    `Error: Cannot find module '${path.relative(codeFolder, file)}': ${codeFolder} has no such file with the ending ` +
      ".js, .mjs or .cjs",
  );
}

/** Tells if the nearest `package.json`, up to the code folder's own, makes `.js` files ES modules. */
function isModulePackage(codeFolder: string, folder: string): boolean {
  const manifest = path.join(folder, "package.json");
  if (existsSync(manifest)) {
    const { type } = JSON.parse(readFileSync(manifest, "utf8")) as { type?: unknown };
    return type === "module";
  }
  return folder !== codeFolder && isModulePackage(codeFolder, path.dirname(folder));
}
