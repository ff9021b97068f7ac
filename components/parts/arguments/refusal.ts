import * as pulumi from "@pulumi/pulumi";

/**
 * An error for the person who wrote a program or its settings. Its message says it all, and Pulumi shows nothing else.
 *
 * It has no stack frames. Pulumi passes every error to `util.inspect`, which on some Node.js versions (20.20 among them) runs for
 * minutes on a frame such as `node_modules/@pulumi/resource.ts:1`, a file right below a scope. Pulumi's source maps give its own files
 * such names.
 */
export function refusal(message: string): pulumi.RunError {
  const error = new pulumi.RunError(message);
  error.stack = `${error.name}: ${message}`;
  return error;
}
