import { Session } from "node:inspector";
import { createContext } from "node:vm";

export type Callable = (...args: never[]) => unknown;
export type Scope = Record<string, unknown>;

/** The globals of a V8 context that both sides can name things in: questions to V8 are text. */
const EXCHANGE: { fn: Callable | undefined; scopes: readonly { object?: Scope }[] } = { fn: undefined, scopes: [] };
const GROUP = "captured-variables";

let session: { post<T>(method: string, params?: object): T; contextId: number } | undefined;
/** Answers of this turn of the event loop: a variable may have another value in the next. */
let known = new Map<Callable, readonly Scope[] | undefined>();

/** The variables that a function can see, innermost first; undefined where V8 does not say. */
export function scopesOf(fn: Callable): readonly Scope[] | undefined {
  if (known.size === 0) setImmediate(forget);
  if (!known.has(fn)) known.set(fn, askForScopes(fn));
  return known.get(fn);
}

function forget(): void {
  known = new Map();
  session?.post("Runtime.releaseObjectGroup", { objectGroup: GROUP });
}

function askForScopes(fn: Callable): readonly Scope[] | undefined {
  session ??= openSession();
  const { post, contextId } = session;
  EXCHANGE.fn = fn;
  try {
    const { result } = post<{ result: { objectId?: string } }>("Runtime.evaluate", {
      contextId,
      expression: "fn",
      objectGroup: GROUP,
    });
    const { internalProperties = [] } = post<{
      internalProperties?: { name: string; value?: { objectId?: string } }[];
    }>("Runtime.getProperties", { objectId: result.objectId, ownProperties: true });
    const objectId = internalProperties.find(({ name }) => name === "[[Scopes]]")?.value?.objectId;
    if (objectId === undefined) return undefined;
    // V8's list of scopes is no array, but has a length and elements.
    EXCHANGE.scopes = [];
    post("Runtime.callFunctionOn", {
      objectId,
      functionDeclaration: "function () { scopes = Array.prototype.slice.call(this); }",
    });
    return EXCHANGE.scopes.flatMap(({ object }) => (object ? [object] : []));
  } finally {
    EXCHANGE.fn = undefined;
  }
}

function openSession(): { post<T>(method: string, params?: object): T; contextId: number } {
  const inspector = new Session();
  inspector.connect();
  // Within one thread, V8 answers before `post` returns.
  const post = <T>(method: string, params: object = {}): T => {
    let answer: T | undefined;
    let failure: Error | null = null;
    inspector.post(method, params, (error, result) => {
      failure = error;
      answer = result as T;
    });
    if (failure !== null) throw failure;
    return answer as T;
  };
  let contextId = 0;
  inspector.on("Runtime.executionContextCreated", ({ params }) => {
    contextId = params.context.id;
  });
  post("Runtime.enable");
  createContext(EXCHANGE);
  post("Runtime.disable");
  return { post, contextId };
}
