// Says where caches are. In a checkout they are among its own packages. Installed as a package, which may be in a store that several
// projects share or that nobody may write to, they are those of the project that it is used in.
const fs = require("node:fs");
const path = require("node:path");

const ROOT = path.join(__dirname, "..", "..");

/** The nearest folder upwards with a package.json; the given one where there is none. */
function projectOf(folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    if (fs.existsSync(path.join(at, "package.json"))) return at;
    if (at === path.dirname(at)) return folder;
  }
}

const isInstalled = ROOT.split(path.sep).includes("node_modules");

module.exports = {
  CACHE_FOLDER: path.join(isInstalled ? projectOf(process.cwd()) : ROOT, "node_modules", ".cache"),
};
