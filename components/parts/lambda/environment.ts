/**
 * Reads the environment variables that a component gave its function. This runs in the function, once an environment.
 * @throws Error naming the first variable that is missing, which fails the function's start
 */
export function readEnvironment(names: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = process.env[name];
    if (value === undefined) {
      throw new Error(`environment variable ${name} is missing: the component sets it in the function's configuration`);
    }
    values[name] = value;
  }
  return values;
}
