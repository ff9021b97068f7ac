import type * as pulumi from "@pulumi/pulumi";

/** Options of a component's children, which all have it as their parent. */
export type ChildOptions = pulumi.CustomResourceOptions & { parent: pulumi.Resource };
