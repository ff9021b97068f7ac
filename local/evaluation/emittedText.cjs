// Adapts what esbuild emits to what the compiler would have written, which Pulumi serialises.

/** Takes the place of `import.meta.url` in what becomes a CommonJS module. */
const FILE_URL = "__sluiceFileUrl";
const WITH_FILE_URL = `const ${FILE_URL} = require("node:url").pathToFileURL(__filename).href; `;

/** Each replacement stays on its line: the source map goes on to fit. */
function asCompiled(text) {
  return text
    .replace("{ get: all[name], enumerable: true }", "{ get: all[name], enumerable: true, configurable: true }")
    .replace("{ get: () => from[key], enumerable:", "{ get: () => from[key], configurable: true, enumerable:")
    .replace(
      "(target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(",
      "mod && mod.__esModule ? mod : (target = {}, __copyProps(",
    );
}

/** On the first line, before what is there: no line moves. */
function withFileUrl(text) {
  return text.includes(FILE_URL)
    ? text.replace(/^("use strict";\n?)?/, (strict) => strict.trimEnd() + WITH_FILE_URL)
    : text;
}

/** Turns the getters that esbuild exports, for modules that import each other, into values once the module has loaded. */
function settleExports(exported) {
  if (typeof exported !== "object" || exported === null || !Object.hasOwn(exported, "__esModule")) return;
  for (const [name, { get, configurable }] of Object.entries(Object.getOwnPropertyDescriptors(exported))) {
    const value = get && configurable ? settledValue(get) : undefined;
    if (value !== undefined) {
      Object.defineProperty(exported, name, { value, enumerable: true, writable: true, configurable: true });
    }
  }
}

/** Undefined for what another module, which has not come to it yet, is to define. */
function settledValue(get) {
  try {
    return get();
  } catch {
    return undefined;
  }
}

module.exports = { FILE_URL, asCompiled, withFileUrl, settleExports };
