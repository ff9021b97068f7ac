/** JSON to post to a route in the commands that `npm start` prints; a route that is not listed gets an object. */
const EXAMPLE_BODIES: Readonly<Record<string, string>> = {
  "POST /trigger-events": '[{"message":"Test event data","value":3},{"message":"Another event","value":4}]',
  "PUT /external/settings": '{"latencyMs":50,"failureRate":0}',
};

const ANY_OBJECT = '{"message":"Test event data","value":3}';

export function exampleBody(routeKey: string): string {
  return EXAMPLE_BODIES[routeKey] ?? ANY_OBJECT;
}

/** A path with something in the place of a parameter, for routes that take anything there. */
const EXAMPLE_PATHS: Readonly<Record<string, string>> = {
  "POST /webhook/{source}": "/webhook/demo",
};

export function examplePath(routeKey: string): string {
  const [, path = "/"] = routeKey.split(" ");
  return EXAMPLE_PATHS[routeKey] ?? path;
}
