// Finds what a program's own tsconfig.json says about the JavaScript that becomes of it, as Pulumi takes it.
const fs = require("node:fs");
const path = require("node:path");

const ROOT = path.join(__dirname, "..", "..");
/** Settings that decide about the JavaScript, and those that bring others along. */
const DECIDING = /"(extends|experimentalDecorators|useDefineForClassFields|target|jsx)"/;
const METADATA = /"emitDecoratorMetadata"\s*:\s*true/;

/** By folder. */
const SETTINGS = new Map();

/**
 * The tsconfig.json of a program elsewhere that decides about its JavaScript, as Pulumi takes it: its file, and the text of all that it
 * extends. This project's own code does not depend on what its file says.
 */
function settingsFor(file) {
  if (isOwn(file)) return undefined;
  const folder = path.dirname(file);
  if (!SETTINGS.has(folder)) SETTINGS.set(folder, readSettings(folder));
  return SETTINGS.get(folder);
}

function isOwn(file) {
  const [top] = path.relative(ROOT, file).split(path.sep);
  return top !== ".." && !path.isAbsolute(top);
}

function readSettings(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const file = path.join(at, "tsconfig.json");
    const text = read(file);
    if (text !== undefined)
      return DECIDING.test(text) || METADATA.test(text) ? { file, text: extended(file, text) } : undefined;
    if (at === path.dirname(at)) return undefined;
  }
}

/** The texts of a tsconfig.json and of those that it extends by their paths; those of packages change with the packages. */
function extended(file, text) {
  const [, base] = /"extends"\s*:\s*"(\.[^"]*)"/.exec(text) ?? [];
  const target = base && path.join(path.dirname(file), base);
  const found = target && [target, `${target}.json`].find((each) => read(each) !== undefined);
  return found ? `${text}\n${extended(found, read(found))}` : text;
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Tells a program whose decorators are to have the types of what they decorate, which only the compiler knows. */
function needsTypes(file) {
  return METADATA.test(settingsFor(file)?.text ?? "");
}

module.exports = { settingsFor, needsTypes };
