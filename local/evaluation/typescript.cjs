// Lets Node require TypeScript files: the compiler that Pulumi's closure serialiser loads anyway transpiles them, without
// checking types. esbuild-based loaders (tsx and others) cannot stand in: their interop objects for default imports of
// CommonJS functions break Pulumi's serialisation of inline Lambda callbacks.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const cacheFolder = path.join(__dirname, "..", "..", "node_modules", ".cache", "sluice-typescript");
const compilerVersion = versionOfCompiler();
const hookSource = fs.readFileSync(__filename, "utf8");

function versionOfCompiler() {
  try {
    return require("typescript/package.json").version;
  } catch {
    process.stderr.write("the packages of this project are not installed: run npm ci first\n");
    process.exit(1);
  }
}

function transpile(file) {
  const source = fs.readFileSync(file, "utf8");
  const key = createHash("sha256").update(`${compilerVersion}\n${hookSource}\n${file}\n${source}`).digest("hex");
  const cached = path.join(cacheFolder, `${key}.js`);
  try {
    return fs.readFileSync(cached, "utf8");
  } catch {
    const ts = require("typescript");
    const { outputText, diagnostics } = ts.transpileModule(source, {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
        inlineSourceMap: true,
        inlineSources: false,
      },
    });
    // The compiler emits something for a file it could not parse; run, that fails in a place that misleads.
    const [mistake] = diagnostics;
    if (mistake) throw new SyntaxError(describe(ts, mistake));
    fs.mkdirSync(cacheFolder, { recursive: true });
    // Written beside and renamed, so that a second process never reads half a file.
    const partial = `${cached}.${process.pid}`;
    fs.writeFileSync(partial, outputText);
    fs.renameSync(partial, cached);
    return outputText;
  }
}

function describe(ts, { file, start, messageText }) {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return `${ts.flattenDiagnosticMessageText(messageText, " ")} (${file.fileName}:${line + 1}:${character + 1})`;
}

require.extensions[".ts"] = (module, file) => module._compile(transpile(file), file);
process.setSourceMapsEnabled(true);
