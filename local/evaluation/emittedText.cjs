// Adapts what esbuild emits to what the compiler would have written, which Pulumi serialises, and what the compiler emits of an ES module to
// what Node.js takes as a CommonJS one.
const path = require("node:path");
const vm = require("node:vm");

/** The export under which a main file that awaits something says when it has. */
const AWAITED = "__sluiceAwaited";
const IMPORT_META = { url: "__sluiceFileUrl", dirname: "__dirname", filename: "__filename" };

/** Takes the place of `import.meta.url` in what becomes a CommonJS module. */
const FILE_URL = IMPORT_META.url;
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

/** The text that the compiler emitted, without the name of its map: nobody looks for that beside it. */
function ofCompiler(text) {
  const known = text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
  return withFileUrl(awaits(known) ? inFunction(known) : known);
}

/** A transformer of the compiler: puts what a CommonJS module has in the place of `import.meta.url` and its like. */
function withoutImportMeta(ts) {
  return (context) => (source) => {
    const visit = (node) => {
      const isOfMeta = ts.isPropertyAccessExpression(node) && ts.isMetaProperty(node.expression);
      const name = isOfMeta ? IMPORT_META[node.name.text] : undefined;
      return name === undefined ? ts.visitEachChild(node, visit, context) : context.factory.createIdentifier(name);
    };
    return source.text.includes("import.meta") ? ts.visitNode(source, visit) : source;
  };
}

/** Tells a text that awaits something at its top, which only ES modules may. */
function awaits(text) {
  try {
    new vm.Script(`(function () {${text}\n})`);
    return false;
  } catch (error) {
    return /^await is only valid/.test(error.message);
  }
}

/** Has the module run as a function that may await: whoever requires it has to. Nothing of it moves to another line. */
function inFunction(text) {
  return `Object.defineProperty(exports, "${AWAITED}", { value: (async () => {${text}\n})() });`;
}

/**
 * Ends the loading of a module.
 * @throws Error for one that awaits something at its top and is required by another one, which would go on without it
 */
function settleModule({ exports, parent }, file) {
  if (exports?.[AWAITED] !== undefined && path.dirname(parent?.filename ?? "") !== __dirname) {
    exports[AWAITED].catch(() => {});
    throw new Error(
      `${file} awaits something at its top, and is imported: in TypeScript only the program's main file may; export an async function instead`,
    );
  }
  settleExports(exports);
}

/** Undefined for what another module, which has not come to it yet, is to define. */
function settledValue(get) {
  try {
    return get();
  } catch {
    return undefined;
  }
}

/** A mistake that the compiler found, with its place. */
function describe(ts, { file, start, messageText }) {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return `${ts.flattenDiagnosticMessageText(messageText, " ")} (${file.fileName}:${line + 1}:${character + 1})`;
}

module.exports = { FILE_URL, describe, asCompiled, ofCompiler, withoutImportMeta, withFileUrl, settleModule };
