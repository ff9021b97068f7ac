import { readFileSync } from "node:fs";
import { type Debugger, type Runtime, Session } from "node:inspector";
import { fileURLToPath } from "node:url";

/** Where a program captured a value. */
export interface CapturePlace {
  /** The variable, and the way from it to the value: `settings.list[0]`. */
  variable: string;
  /** `/work/program/index.ts:12`, the line of the variable or of the function that captured it; absent where nobody can tell. */
  line?: string;
}

type Callable = (...args: never[]) => unknown;

/** Finds the variable by which one of some functions captured a value, the last of them first. */
export function capturePlace(functions: readonly Callable[], value: unknown): CapturePlace | undefined {
  const scripts = new Scripts();
  try {
    for (const captor of [...functions].reverse()) {
      const variable = typeof value === "function" && value === captor ? undefined : scripts.variableOf(captor, value);
      if (variable !== undefined)
        return { ...variable, ...scripts.lineOf(captor, variable.variable.split(/[.[]/)[0] ?? "") };
    }
    const own = functions.find((captor) => captor === value);
    return (
      own && {
        variable: own.name.replace(/^(get|set) /, "") || "a function without a name",
        ...scripts.lineOf(own, own.name),
      }
    );
  } finally {
    scripts.close();
  }
}

/** A place that the inspector's code and ours both see. */
const SHARED = Symbol.for("sluice.capturePlace");
const shared = globalThis as { [SHARED]?: unknown };

/** Levels of objects that a value is looked for in. */
const DEEPEST = 6;

/** The scopes and scripts of this process, as its debugger knows them. */
class Scripts {
  readonly #session = new Session();
  readonly #urls = new Map<string, string>();

  constructor() {
    this.#session.connect();
    this.#session.on("Debugger.scriptParsed", ({ params }: { params: Debugger.ScriptParsedEventDataType }) => {
      this.#urls.set(params.scriptId, params.url);
    });
    this.#post("Debugger.enable", {});
  }

  close(): void {
    delete shared[SHARED];
    this.#session.disconnect();
  }

  variableOf(captor: Callable, value: unknown): { variable: string } | undefined {
    const text = Function.prototype.toString.call(captor);
    for (const { value: scopes } of this.#internal(captor, "[[Scopes]]")) {
      for (const scope of this.#properties(scopes?.objectId)) {
        for (const { name, value: held } of this.#properties(scope.value?.objectId)) {
          if (
            held?.objectId === undefined ||
            !new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(text)
          )
            continue;
          const path = pathTo(this.#resolve(held.objectId), value, DEEPEST, new Set());
          if (path !== undefined) return { variable: name + path };
        }
      }
    }
    return undefined;
  }

  /** The line of the source at which a variable is declared last before a function ends, or a method of that name begins. */
  lineOf(captor: Callable, variable: string): { line?: string } {
    const [location] = this.#internal(captor, "[[FunctionLocation]]");
    const at = location?.value?.value as Debugger.Location | undefined;
    const url = at && this.#urls.get(at.scriptId);
    if (at === undefined || !url) return {};
    const { scriptSource } = this.#post("Debugger.getScriptSource", { scriptId: at.scriptId }) as {
      scriptSource: string;
    };
    const file = url.startsWith("file:") ? fileURLToPath(url) : url;
    const name = variable.replace(/^(get|set) /, "").replaceAll("$", "\\$");
    const source = textOf(file) ?? scriptSource;
    const behind = scriptSource
      .split("\n")
      .slice(at.lineNumber + 1)
      .join("\n");
    const patterns = [`\\b(?:const|let|var|class|function\\*?)\\s+${name}(?![\\w$])`, `(?<![\\w$])${name}\\s*\\(`];
    // Transpiled code says the same in the same order, behind helpers of its own.
    const [found] = patterns.flatMap((pattern) => {
      const all = [...source.matchAll(new RegExp(pattern, "g"))];
      const place = all[all.length - [...behind.matchAll(new RegExp(pattern, "g"))].length - 1];
      return place === undefined ? [] : [place];
    });
    if (name === "" || found === undefined) return { line: file };
    return { line: `${file}:${source.slice(0, found.index).split("\n").length}` };
  }

  #internal(captor: Callable, name: string): Runtime.InternalPropertyDescriptor[] {
    shared[SHARED] = captor;
    const expression = `globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(SHARED))})]`;
    const { result } = this.#post("Runtime.evaluate", { expression }) as Runtime.EvaluateReturnType;
    const { internalProperties = [] } = this.#post("Runtime.getProperties", {
      objectId: result.objectId,
      ownProperties: true,
    }) as Runtime.GetPropertiesReturnType;
    return internalProperties.filter((property) => property.name === name);
  }

  #properties(objectId: string | undefined): Runtime.PropertyDescriptor[] {
    if (objectId === undefined) return [];
    const request = { objectId, ownProperties: true };
    return (this.#post("Runtime.getProperties", request) as Runtime.GetPropertiesReturnType).result;
  }

  #resolve(objectId: string): unknown {
    this.#post("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration: `function (value) { globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(SHARED))})] = value; }`,
      arguments: [{ objectId }],
    });
    return shared[SHARED];
  }

  /** A session with its own thread answers at once. */
  #post(method: string, params: object): unknown {
    let answer: unknown;
    this.#session.post(method, params, (error, result) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** The way from one value to another that it holds; `""` where they are the same. */
function pathTo(from: unknown, wanted: unknown, depth: number, seen: Set<unknown>): string | undefined {
  if (Object.is(from, wanted)) return "";
  if (depth === 0 || typeof from !== "object" || from === null || seen.has(from)) return undefined;
  seen.add(from);
  for (const key of Reflect.ownKeys(from)) {
    if (key === wanted) return `[${String(key)}]`;
    const descriptor = Object.getOwnPropertyDescriptor(from, key);
    const path = pathTo(descriptor?.value, wanted, depth - 1, seen);
    if (path === undefined) continue;
    if (typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key)) return `.${key}${path}`;
    return `[${typeof key === "string" && /^\d+$/.test(key) ? key : String(key)}]${path}`;
  }
  return undefined;
}
