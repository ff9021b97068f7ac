/** JSON to post to a route in the commands that `npm start` prints; a route that is not listed gets an object. */
const EXAMPLE_BODIES: Readonly<Record<string, string>> = {
  "POST /trigger-events": '[{"message":"Test event data","value":3},{"message":"Another event","value":4}]',
  "PUT /external/settings": '{"latencyMs":50,"failureRate":0}',
  "PUT /entities": '{"entities":[{"entityId":"o-1","change":1}]}',
  "POST /entities/requests": '{"entityIds":["o-1"]}',
  "PUT /entities/settings": '{"latencyMs":50,"failureRate":0}',
  "POST /gates/{gateId}/enter": '{"card_id":"card-1"}',
  "POST /gates/{gateId}/exit": '{"card_id":"card-1"}',
  "POST /cards": '{"card_id":"card-1","employee_id":"employee-1","holder":"Ada"}',
  "POST /queries": '{"employee_id":"employee-1","from":0,"to":7776000000}',
};

/** Of a webhook, which may be anything: this one also tells a debouncing system which entity has changed. */
const ANY_WEBHOOK = '{"entityId":"o-1","message":"Test event data"}';

const ANY_OBJECT = '{"message":"Test event data","value":3}';

export function exampleBody(routeKey: string): string {
  return EXAMPLE_BODIES[routeKey] ?? (routeKey.startsWith("POST /webhook/") ? ANY_WEBHOOK : ANY_OBJECT);
}

/** A path with something in the place of a parameter, for routes that take anything there. */
const EXAMPLE_PATHS: Readonly<Record<string, string>> = {
  "POST /webhook/{source}": "/webhook/demo",
  "GET /entities/{entityId}": "/entities/o-1",
  "POST /gates/{gateId}/enter": "/gates/hq-1/enter",
  "POST /gates/{gateId}/exit": "/gates/hq-1/exit",
  "POST /cards/{cardId}/block": "/cards/card-1/block",
  "POST /cards/{cardId}/unblock": "/cards/card-1/unblock",
};

export function examplePath(routeKey: string): string {
  const [, path = "/"] = routeKey.split(" ");
  return EXAMPLE_PATHS[routeKey] ?? path;
}
