import * as pulumi from "@pulumi/pulumi";

/**
 * An error for the person who wrote a program or its settings: its message says it all, and Pulumi shows that only.
 *
 * It has no stack frames. Pulumi passes every error to `util.inspect`, which on current Node.js versions (20.20 among them)
 * runs for minutes on a frame in a file right below a scope, as in `node_modules/@pulumi/resource.ts:1`; Pulumi's source
 * maps give such names to its own files.
 */
export function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}
