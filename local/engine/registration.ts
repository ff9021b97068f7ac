import type { Properties } from "./resourceHandler";

/** One resource as the program declares it. */
export interface Registration {
  urn: string;
  type: string;
  /** Logical name. */
  name: string;
  /** Resolved and plain. */
  inputs: Properties;
  options?: ResourceOptions;
}

/** The resource options that mean something here; the others steer the Pulumi engine only. */
export interface ResourceOptions {
  /** Delete before the replacement is created, not after. */
  deleteBeforeReplace?: boolean;
  /** Refuse to delete or replace. */
  protect?: boolean;
  /** Forget instead of deleting. */
  retainOnDelete?: boolean;
  /** Input properties (top level) that keep the value of the creation. */
  ignoreChanges?: readonly string[];
  /** Input properties (top level) whose change replaces, besides the handler's own. */
  replaceOnChanges?: readonly string[];
}
