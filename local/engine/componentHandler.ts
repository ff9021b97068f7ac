import type { Properties, PropertySupport } from "./resourceHandler";

/** A resource that a component has made. */
export interface Child {
  readonly urn: string;
  readonly id: unknown;
  output(property: string): unknown;
  /** Its id and every output property, inputs included. */
  readonly whole: unknown;
}

/** One resource as a component declares it. */
export interface ChildDeclaration {
  type: string;
  name: string;
  /** Undefined properties count as absent. */
  inputs: Properties;
  /** @default the component */
  parent?: Child;
  /** Children that exist before it, besides its parent. */
  dependsOn?: readonly Child[];
}

/** The engine, as a component sees it. Under Pulumi's own, values may be unknown (in a preview) or secret. */
export interface ComponentHost {
  readonly stack: string;
  make(child: ChildDeclaration): Promise<Child>;
  invoke(token: string, args: Properties): Promise<Properties>;
  /** Makes one text of several values: unknown where one of them is, secret where one of them is. */
  text(values: readonly unknown[], join: (...texts: string[]) => string): unknown;
}

/**
 * A component of a Pulumi plugin, such as `awsx.ec2.Vpc`: it makes resources of other types below it. Types and names of its children
 * are those of the plugin, for a URN has to be unique in a stack, and tools find a resource by it.
 */
export interface ComponentHandler {
  /** Pulumi's type token, such as `"awsx:ec2:Vpc"`. */
  readonly type: string;
  /** Every input property that a program may set, as of a resource. */
  readonly properties: Readonly<Record<string, PropertySupport>>;
  /**
   * Makes the children.
   * @returns the outputs
   */
  construct(component: { name: string; inputs: Properties }, host: ComponentHost): Promise<Properties>;
}
