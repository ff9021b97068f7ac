import Module from "node:module";
import path from "node:path";

/** Node's own way from a name to a module: what its types leave out. */
interface Loader {
  _load(this: unknown, request: string, parent?: { filename: string | null }, isMain?: boolean): unknown;
  _resolveFilename(request: string, parent?: { filename: string | null }): string;
}

/** Which of the program's own files require which, and for which section they do. Files of packages are left out. */
export class ModuleGraph {
  /** By the file that requires: each that it requires, with the sections during which it did. */
  readonly #required = new Map<string, Map<string, Set<string>>>();
  readonly #section: () => string;

  /** @param section the name of the one that runs now; empty outside of all */
  constructor(section: () => string) {
    this.#section = section;
  }

  follow(): void {
    const loader = Module as unknown as Loader;
    const { _load } = loader;
    const graph = this;
    loader._load = function (request, parent, isMain) {
      if (parent?.filename && isOwn(parent.filename)) {
        const file = loader._resolveFilename(request, parent);
        if (isOwn(file)) graph.#add(parent.filename, file);
      }
      return _load.call(this, request, parent, isMain);
    };
  }

  /** All that the program loads without its sections. */
  filesFrom(main: string): readonly string[] {
    return this.#reached([main], (sections) => sections.has(""));
  }

  /** All that a section loads, and what that loads. */
  filesOf(section: string): readonly string[] {
    const first = [...this.#required.values()].flatMap((required) =>
      [...required].filter(([, sections]) => sections.has(section)).map(([file]) => file),
    );
    return this.#reached(first, () => true);
  }

  #add(from: string, to: string): void {
    const required = this.#required.get(from) ?? new Map<string, Set<string>>();
    this.#required.set(from, required);
    required.set(to, (required.get(to) ?? new Set()).add(this.#section()));
  }

  #reached(first: readonly string[], counts: (sections: ReadonlySet<string>) => boolean): readonly string[] {
    const reached = new Set(first);
    // A set hands out what is added to it while it is gone through.
    for (const file of reached) {
      for (const [required, sections] of this.#required.get(file) ?? []) if (counts(sections)) reached.add(required);
    }
    return [...reached];
  }
}

function isOwn(file: string): boolean {
  return path.isAbsolute(file) && !file.includes(`${path.sep}node_modules${path.sep}`);
}
