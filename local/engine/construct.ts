import type { Child, ChildDeclaration } from "./componentHandler";
import type { Registration } from "./registration";
import type { Registry } from "./registry";
import type { Properties, ResourceState } from "./resourceHandler";
import { urnOf } from "./urn";

/**
 * Makes a component of a plugin: its children, which are protected and retained as it is.
 *
 * @param register registers one child
 * @returns the component's outputs
 * @throws Error of the component, or of a child
 */
export async function construct(
  { urn, type, name, inputs, options = {} }: Registration,
  registry: Registry,
  register: (child: Registration) => Promise<ResourceState>,
): Promise<Properties> {
  const component = registry.component(type);
  registry.checkProperties(component, inputs);
  const place = placeOf(urn);
  const { protect, retainOnDelete } = options;
  const inherited = { ...(protect && { protect }), ...(retainOnDelete && { retainOnDelete }) };
  const make = async (child: ChildDeclaration): Promise<Child> => {
    const childUrn = urnOf(place, child.parent?.urn ?? urn, child.type, child.name);
    const set = Object.entries(child.inputs).filter(([, value]) => value !== undefined);
    const { id, state } = await register({
      ...{ urn: childUrn, type: child.type, name: child.name },
      ...{ inputs: Object.fromEntries(set), options: inherited },
    });
    return { urn: childUrn, id, output: (property) => state[property], whole: { ...state, id } };
  };
  return component.construct(
    { name, inputs },
    {
      stack: place.stack,
      make,
      invoke: (token, args) => registry.invoke(token).invoke(args),
      text: (values, join) => join(...values.map(String)),
    },
  );
}

/** The stack and the project that a URN names. */
function placeOf(urn: string): { stack: string; project: string } {
  const [prefix = "", project = ""] = urn.split("::");
  return { stack: prefix.slice("urn:pulumi:".length), project };
}
