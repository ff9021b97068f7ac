import type { ResourceContext } from "../../local/engine/resourceHandler";

/** Builds what the engine gives a handler, for a resource with this logical name: generated names end in `-1a2b3c4`. */
export function resourceContext(name: string): ResourceContext {
  return {
    urn: `urn:pulumi:local::sluice::${name}`,
    name,
    physicalName: (explicit, maxLength) =>
      typeof explicit === "string" ? explicit : `${name.slice(0, maxLength - 8)}-1a2b3c4`,
  };
}
