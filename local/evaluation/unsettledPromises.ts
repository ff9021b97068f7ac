/** The module of Pulumi's runtime through which it wraps each of its promises; it is not in its types. */
const DEBUGGABLE = require("@pulumi/pulumi/runtime/debuggable") as {
  debuggablePromise<T>(promise: Promise<T>, label: string): Promise<T>;
};

/** Pulumi's promises that have not settled, each with a label such as `resource:events[aws:sqs/queue:Queue]`. */
const UNSETTLED = new Map<Promise<unknown>, string>();

/**
 * Keeps Pulumi's labels of what still waits without the stack trace that Pulumi captures, and has mapped to TypeScript, for
 * each of its promises: that was a third of an evaluation, and nobody here sees one of these traces.
 */
export function watchPromisesWithoutTraces(): void {
  DEBUGGABLE.debuggablePromise = (promise, label) => {
    UNSETTLED.set(promise, label);
    const settled = () => UNSETTLED.delete(promise);
    promise.then(settled, settled);
    return promise;
  };
}

/** Resources that still wait, such as `aws:sqs/queue:Queue events`, each once. */
export function waitingResources(): readonly string[] {
  const resources = [...UNSETTLED.values()].flatMap((label) => {
    const [, name, type] = /^resource:(.+)\[(.+)\]$/.exec(label) ?? [];
    return name !== undefined && type !== undefined ? [`${type} ${name}`] : [];
  });
  return [...new Set(resources)];
}
