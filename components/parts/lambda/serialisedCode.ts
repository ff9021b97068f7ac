import { isBuiltin } from "node:module";

/** A serialised function as two modules, of which esbuild makes less than of one. */
export interface FunctionModules {
  /** An ES module: imports what is used of the packages, and exports the handler that `FUNCTION_MODULE` makes with it. */
  entry: string;
  /** A CommonJS module, because serialised code is no strict code: makes the handler. */
  code: string;
}

/** The name by which the entry imports the code. */
export const FUNCTION_MODULE = "the-serialised-function";

/**
 * Divides what Pulumi's serialiser writes. It requires a package that a function captured, `const mini_1 = require("zod/mini")`, and a
 * package that is required comes whole: zod, with an object of all its functions and all its languages, takes 580 KB. So where each use of
 * `mini_1` names an export (`mini_1.string()`), just these are imported, from the package's ES modules, which esbuild can shake. Packages
 * that are used in another way stay required.
 */
export function functionModules(serialised: string): FunctionModules {
  const imports: string[] = [];
  const packages = new Map<string, string>();
  const rest = serialised.replace(REQUIRE, (statement, variable: string, name: string) => {
    const names = isBuiltin(name) || IN_THE_RUNTIME.test(name) ? undefined : namesUsed(serialised, variable, statement);
    if (names === undefined) return statement;
    imports.push(importOf(names, variable, name));
    packages.set(variable, objectOf(names, variable));
    return "";
  });
  return {
    entry: [
      ...imports,
      `import make from ${JSON.stringify(FUNCTION_MODULE)};`,
      `export const handler = make(${[...packages.values()].join(", ")});`,
    ].join("\n"),
    code: `module.exports = (${[...packages.keys()].join(", ")}) => {
const exports = {};
${withParameters(rest)}
return exports.handler;
};`,
  };
}

/** Packages that no artifact holds: Lambda's runtime has them. */
export const IN_THE_RUNTIME = /(^|\/)@aws-sdk\//;

/** As the serialiser writes a package that a function captured. */
const REQUIRE = /^const (\w+) = require\("([^"]+)"\);$/gm;

/** Names of exports: as they are, and as they are read through `z`, the object in which zod exports all of its functions again. */
interface Names {
  direct: ReadonlySet<string>;
  throughZ: ReadonlySet<string>;
}

/** @returns `undefined` where a use names no export, or `default`, which means another thing in a module that is required */
function namesUsed(serialised: string, variable: string, declaration: string): Names | undefined {
  const uses = new RegExp(`\\b${variable}\\b(?:\\s*\\.\\s*(\\w+))?(?:\\s*\\.\\s*(\\w+))?`, "g");
  const direct = new Set<string>();
  const throughZ = new Set<string>();
  for (const [, name, inner] of serialised.replace(declaration, "").matchAll(uses)) {
    const used = name === "z" ? inner : name;
    if (used === undefined || used === "default") return undefined;
    (name === "z" ? throughZ : direct).add(used);
  }
  return { direct, throughZ };
}

function importOf({ direct, throughZ }: Names, variable: string, name: string): string {
  const names = [...new Set([...direct, ...throughZ])].map((used) => `${used} as ${variable}_${used}`);
  // The SDK's own parts name their CommonJS build, beside which the other one is.
  return `import { ${names.join(", ")} } from ${JSON.stringify(name.replace("/dist-cjs/", "/dist-es/"))};`;
}

function objectOf({ direct, throughZ }: Names, variable: string): string {
  const members = (names: ReadonlySet<string>) => [...names].map((used) => `${used}: ${variable}_${used}`);
  const z = throughZ.size > 0 ? [`z: { ${members(throughZ).join(", ")} }`] : [];
  return `{ ${[...members(direct), ...z].join(", ")} }`;
}

/** As the serialiser writes a function: its captures as the scope of its code, its `this`, and no `arguments` of its own. */
const FUNCTION =
  /^ {2}return \(function\(\) \{\n {4}with\((.*)\) \{\n\nreturn ([\s\S]*?);\n\n {4}\}\n {2}\}\)\.apply\((\w+), undefined\)\.apply\(this, arguments\);\n\}\n/gm;

/**
 * Hands functions what they captured as parameters instead of in a `with`, in which no name can be made shorter, and each name that is
 * read, be it `JSON`, is looked for anew.
 */
function withParameters(code: string): string {
  return code.replace(FUNCTION, (_, captures: string, body: string, self: string) => {
    const captured = capturesOf(captures);
    return `  return (function(${captured.map(({ name }) => name).join(", ")}) {
return ${body};
  }).call(${[self, ...captured.map(({ value }) => value)].join(", ")}).apply(this, arguments);
}
`;
  });
}

/** @param literal an object: `{ jsonReply: __jsonReply, this: undefined, arguments: undefined }` */
function capturesOf(literal: string): { name: string; value: string }[] {
  // Loaded late: it takes as long as Pulumi, and a function that was bundled before needs it not.
  const ts = require("typescript") as typeof import("typescript");
  const file = ts.createSourceFile("captures.js", `(${literal})`, ts.ScriptTarget.ES2022);
  const captures: { name: string; value: string }[] = [];
  ts.forEachChild(file, function visit(node) {
    if (!ts.isPropertyAssignment(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    const name = node.name.getText(file);
    if (name !== "this" && name !== "arguments") captures.push({ name, value: node.initializer.getText(file) });
  });
  return captures;
}
