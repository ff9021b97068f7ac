/** JSON to post to a route in the commands that `npm start` prints; a route that is not listed gets an object. */
const EXAMPLE_BODIES: Readonly<Record<string, string>> = {
  "POST /trigger-events": '[{"message":"Test event data","value":3},{"message":"Another event","value":4}]',
};

const ANY_OBJECT = '{"message":"Test event data","value":3}';

export function exampleBody(routeKey: string): string {
  return EXAMPLE_BODIES[routeKey] ?? ANY_OBJECT;
}
