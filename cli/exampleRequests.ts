import type { Examples } from "./systems";

/** The body for a route whose system names none. */
const ANY_OBJECT = { message: "Test event data", value: 3 };

/** JSON to post to a route in the commands of `npm run output -- --commands`. */
export function exampleBody(routeKey: string, { bodies = {} }: Examples): string {
  const known = Object.keys(bodies).find((key) =>
    key.endsWith("*") ? routeKey.startsWith(key.slice(0, -1)) : key === routeKey,
  );
  return JSON.stringify(known === undefined ? ANY_OBJECT : bodies[known]);
}

/** A route's path, with something in the place of each parameter for which there is an example. */
export function examplePath(routeKey: string, { parameters = {} }: Examples): string {
  const [, path = "/"] = routeKey.split(" ");
  return path.replace(/\{(\w+)\}/g, (parameter, name: string) => parameters[name] ?? parameter);
}
