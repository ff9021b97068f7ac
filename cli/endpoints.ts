import { REGION } from "../local/base/arn";
import { exampleBody, examplePath } from "./exampleRequests";
import type { Examples } from "./systems";

/** A resource as far as this needs it. */
export interface Resource {
  id?: string;
  type: string;
  state: Readonly<Record<string, unknown>>;
}

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";

/** The page on which mails are read that topics send here; none where nobody subscribes by e-mail. */
export function mailboxUrl(resources: readonly Resource[], edgeUrl: string): string | undefined {
  const isRead = resources.some(({ type, state }) => type === SUBSCRIPTION && /^email/.test(String(state.protocol)));
  return isRead ? `${edgeUrl}/_local/mailbox` : undefined;
}

/** One line a dashboard, with the page that shows it live. */
export function dashboardPages(resources: readonly Resource[], edgeUrl: string): string[] {
  return resources
    .filter(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard")
    .map(({ state }) => `dashboard ${state.dashboardName}: ${edgeUrl}/_local/dashboards/${state.dashboardName}`);
}

const STAGE = "aws:apigatewayv2/stage:Stage";
const ROUTE = "aws:apigatewayv2/route:Route";
const INTEGRATION = "aws:apigatewayv2/integration:Integration";
const METHODS_WITH_BODY = new Set(["POST", "PUT", "PATCH"]);

/** One command to paste for every route of every HTTP API: first those that send something, then those that read it back. */
export function curlCommands(resources: readonly Resource[], examples: Examples): string[] {
  return resources
    .filter(({ type }) => type === STAGE)
    .flatMap(({ state: stage }) =>
      resources
        .filter(({ type, state }) => type === ROUTE && state.apiId === stage.apiId)
        .map(({ state: route }) => ({
          routeKey: String(route.routeKey),
          given: [
            ...signature(route),
            ...[...tokenHeader(route), ...requiredHeaders(integrationOf(route, resources))].map(
              (name) => `-H '${name}: ...'`,
            ),
          ],
        }))
        .sort((a, b) => Number(sends(b.routeKey)) - Number(sends(a.routeKey)))
        .map(({ routeKey, given }) =>
          curl(
            `${String(stage.invokeUrl).replace(/\/$/, "")}${examplePath(routeKey, examples)}`,
            routeKey,
            given,
            examples,
          ),
        ),
    );
}

function integrationOf({ target }: Resource["state"], resources: readonly Resource[]): Resource["state"] | undefined {
  const id = String(target).replace("integrations/", "");
  return resources.find((resource) => resource.type === INTEGRATION && resource.id === id)?.state;
}

/** Names the header with the caller's token, for a route that only those who have signed in may call. */
function tokenHeader({ authorizationType }: Resource["state"]): string[] {
  return authorizationType === "JWT" ? ["authorization"] : [];
}

/** Has curl sign, by the credentials of the environment, what only those may call who sign (`.sluice/access.json` has some). */
function signature({ authorizationType }: Resource["state"]): string[] {
  if (authorizationType !== "AWS_IAM") return [];
  return [
    `--aws-sigv4 'aws:amz:${REGION}:execute-api'`,
    '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"',
    '-H "x-amz-security-token: $AWS_SESSION_TOKEN"',
  ];
}

/** Names the headers that an integration without a function takes values from: a request that lacks one of them is refused. */
function requiredHeaders(integration: Resource["state"] | undefined): string[] {
  const names = JSON.stringify(integration?.requestParameters ?? {}).matchAll(/request\.header\.([\w-]+)/g);
  return [...new Set([...names].map(([, name = ""]) => name))];
}

function methodOf(routeKey: string): string {
  const [first = ""] = routeKey.split(" ");
  return first === "ANY" || first === "$default" ? "GET" : first;
}

function sends(routeKey: string): boolean {
  return METHODS_WITH_BODY.has(methodOf(routeKey));
}

function curl(url: string, routeKey: string, options: readonly string[], examples: Examples): string {
  const method = methodOf(routeKey);
  const given = options.map((option) => ` ${option}`).join("");
  if (sends(routeKey)) {
    return `curl -X ${method} '${url}' -H 'content-type: application/json'${given} -d '${exampleBody(routeKey, examples)}'`;
  }
  return method === "GET" ? `curl '${url}'${given}` : `curl -X ${method} '${url}'${given}`;
}
