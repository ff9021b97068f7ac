// Has what runs programs load a module when it first uses it. Of the local cloud's services and the commands, a run needs few: a start
// that loaded all of them at once would compile twice as much. Programs keep to the order in which they import, which they may rely on.

const path = require("node:path");

const ROOT = path.join(__dirname, "..", "..");
/** Parts of which a run uses few modules. The evaluation changes how modules are found: it has to have loaded what it needs for that. */
const LAZY = /^(?:cli|local[\\/](?!evaluation[\\/]))/;
/** An import as esbuild writes it. What is imported for what it does has no name that is used. */
const IMPORT = /^var (import_[\w$]+) = (require\("[^"]+"\)|__toESM\(require\("[^"]+"\)(?:, 1)?\));$/;
/** A whole name that is not being given its import, and the member that is used of it. */
const USE = /\b(import_[\w$]+)(?![\w$])(?!\s*= (?:require|__toESM)\()(?:\.([\w$]+))?/g;

/**
 * Puts accessors in the place of imported modules. Uses stay as they are, in the same line and column: the source map goes on to fit.
 * @param text a module in CommonJS, as esbuild emits it
 */
function loadedWhenUsed(text) {
  const lines = text.split("\n");
  const uses = usesOf(text, new Set(lines.flatMap((line) => IMPORT.exec(line)?.[1] ?? [])));
  return lines
    .map((line) => {
      const [, name, load] = IMPORT.exec(line) ?? [];
      const members = uses.get(name);
      if (members === undefined) return line;
      const accessors = [...members].map(
        (member) => `get ${member}() { return (lazy_${name} ??= ${load}).${member}; }`,
      );
      return `var lazy_${name}; var ${name} = { ${accessors.join(", ")} };`;
    })
    .join("\n");
}

/** The members that are used of each import, by its name; nothing of one that is not used, or is used as a whole. */
function usesOf(text, names) {
  const uses = new Map();
  const whole = new Set();
  for (const [, name, member] of text.matchAll(USE)) {
    if (!names.has(name)) continue;
    if (member === undefined) whole.add(name);
    else uses.set(name, (uses.get(name) ?? new Set()).add(member));
  }
  for (const name of whole) uses.delete(name);
  return uses;
}

/** @param file the source, absolute */
function loadedLazily(text, file) {
  return LAZY.test(path.relative(ROOT, file)) ? loadedWhenUsed(text) : text;
}

module.exports = { loadedLazily, loadedWhenUsed };
