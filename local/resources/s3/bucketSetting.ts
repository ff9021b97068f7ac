import type { Properties, PropertySupport, ResourceHandler } from "../../engine/resourceHandler";

/** A resource that sets one thing of a bucket, and whose id is the bucket's name. */
export function bucketSetting(
  type: string,
  properties: Readonly<Record<string, PropertySupport>>,
  { put, remove }: { put(bucket: string, inputs: Properties): void; remove(bucket: string, state: Properties): void },
): ResourceHandler {
  const set = (inputs: Properties) => {
    const bucket = String(inputs.bucket);
    put(bucket, inputs);
    return { id: bucket, state: { ...inputs } };
  };
  return {
    type,
    properties: { bucket: "honoured", ...properties },
    replaceOn: ["bucket"],
    create: async (_context, inputs) => set(inputs),
    update: async (_context, _current, inputs) => set(inputs),
    delete: async (_context, { id, state }) => remove(id, state),
  };
}
