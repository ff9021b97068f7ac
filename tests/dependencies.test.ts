import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";

const ROOT = path.join(__dirname, "..");

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
}

/** One line of the page's tables: the packages that it names, and their licences. */
interface Row {
  readonly packages: readonly string[];
  readonly licences: string;
}

/** Packages that the registry of the lock file does not carry; docs/dependencies.md says so. */
const WITHOUT_HASH = [
  "node_modules/@dynoxide/darwin-arm64",
  "node_modules/@dynoxide/darwin-x64",
  "node_modules/@dynoxide/linux-arm64",
  "node_modules/@dynoxide/win32-x64",
];

const PERMISSIVE =
  /^(Apache-2\.0|MIT|MIT-0|ISC|BSD-[23]-Clause|0BSD|BlueOak-1\.0\.0|Python-2\.0|PSF-2\.0|Zlib|CC0-1\.0|CC-BY-3\.0)$/;
/** Exceptions that the page names, by the text in the lock file. */
const EXCEPTIONS: Readonly<Record<string, RegExp>> = {
  "MPL-2.0": /^node_modules\/(lightningcss(-|$)|axe-core$)/,
  "SEE LICENSE IN LICENSE": /^node_modules\/@logdna\/tail-file$/,
};

const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as Manifest;
const lock = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as {
  packages: Readonly<Record<string, LockedPackage>>;
};
const page = readFileSync(path.join(ROOT, "docs", "dependencies.md"), "utf8");
const installed = Object.entries(lock.packages).filter(([place]) => place !== "");
const named = Object.keys({
  ...manifest.dependencies,
  ...manifest.devDependencies,
  ...manifest.optionalDependencies,
});

/** Reads the rows of the page's tables. */
function rowsOf(text: string): readonly Row[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const [, packages = "", licences = ""] = line.split("|");
      return { packages: [...packages.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ""), licences };
    });
}

describe("the dependencies", () => {
  const rows = rowsOf(page);

  it("each have one row of the page, and no row is left over", () => {
    expect(rows.flatMap(({ packages }) => packages).sort()).to.deep.equal([...named].sort());
  });

  it("have the licence that the page says", () => {
    const wrong = rows.flatMap(({ packages, licences }) =>
      packages
        .map((name) => ({ name, licence: lock.packages[`node_modules/${name}`]?.license ?? "none" }))
        .filter(({ licence }) => !licenceParts(licence).some((part) => licences.includes(part)))
        .map(({ name, licence }) => `${name}: ${licence}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("are all permissive, with what they bring along, but for the exceptions that the page names", () => {
    const refused = installed.filter(
      ([place, { license = "none" }]) =>
        !licenceParts(license).every((part) => PERMISSIVE.test(part)) && !EXCEPTIONS[license]?.test(place),
    );
    expect(refused.map(([place, { license }]) => `${place}: ${license}`)).to.deep.equal([]);
  });

  it("are verified by a hash each, but for those that the page names", () => {
    expect(installed.filter(([, { integrity }]) => integrity === undefined).map(([place]) => place)).to.deep.equal(
      WITHOUT_HASH,
    );
    for (const place of WITHOUT_HASH) expect(page).to.include(`\`${place.replace("node_modules/", "")}\``);
  });

  it("are pinned to one version, and come from no named registry", () => {
    const ranges = Object.entries({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(ranges).to.deep.equal([]);
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).to.deep.equal([]);
  });
});

/** Splits a licence's expression, such as `(MIT OR Apache-2.0)`, into its names. */
function licenceParts(licence: string): readonly string[] {
  return licence.replace(/[()]/g, "").split(/ OR | AND /);
}
