import Module from "node:module";

type Loader = { load(file: string): void };

/** Modules whose loading has begun, and has ended: the same number while none is half loaded. */
const loading = { begun: 0, ended: 0 };
const { load } = Module.prototype as unknown as Loader;
(Module.prototype as unknown as Loader).load = function (file) {
  loading.begun += 1;
  try {
    load.call(this, file);
  } finally {
    loading.ended += 1;
  }
};

let files = new Map<unknown, string>();
let indexed = -1;

/** Files whose module may export the value: none, one, or all of them where that is not known. */
export function modulesThatExport(value: unknown): readonly string[] {
  if (indexed !== loading.begun) index();
  const file = files.get(value);
  if (file === undefined) return [];
  // A module whose exports were replaced since may have had this value before.
  return require.cache[file]?.exports === value ? [file] : Object.keys(require.cache);
}

function index(): void {
  files = new Map();
  for (const [file, module] of Object.entries(require.cache)) {
    // Pulumi takes the first of several that export the same.
    if (module && !files.has(module.exports)) files.set(module.exports, file);
  }
  // A module that is still loading may yet export another value.
  indexed = loading.begun === loading.ended ? loading.begun : -1;
}
