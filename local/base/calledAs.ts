import path from "node:path";

/** Not a checkout: a package of some project. */
export const isInstalled = __dirname.split(path.sep).includes("node_modules");

/** Commands that no npm script of a checkout has: they are about projects elsewhere, or npm's script of their name is another one. */
const WITHOUT_SCRIPT = ["init", "check"];

/**
 * The words by which a person calls a command, options to follow: in a checkout the npm script, which puts options behind `--`, and where
 * the package is installed the command itself.
 */
export function calledAs(command: string): string {
  if (isInstalled) return `npx sluice ${command}`;
  if (WITHOUT_SCRIPT.includes(command)) return `node cli/sluice.cjs ${command}`;
  return command === "dev" ? "npm start --" : `npm run ${command} --`;
}

/** The same for a command without options, such as in advice. */
export function callOf(command: string): string {
  return calledAs(command).replace(/ --$/, "");
}
