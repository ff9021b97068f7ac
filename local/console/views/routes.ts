import type { Resource } from "../../engine/deployment";
import { ofType, type Place, type ProgramView, placeOf, type View } from "../parts";

/** A route of an API, as somebody may call it. */
interface RouteLine extends Place {
  id: string;
  /** `"ANY"` where it takes every method. */
  method: string;
  /** From the edge's address on; with names in braces where the route has parameters. */
  path: string;
  auth: "none" | "iam" | "token" | "key";
  /** Names of the program's API keys, where it asks for one. */
  keys?: readonly string[];
}

export const API_KEY = "aws:apigateway/apiKey:ApiKey";

/** Every route of every API, and every function URL. */
export const routes: View = ({ program }) => ({
  routes: [...httpRoutes(program), ...restRoutes(program), ...functionUrls(program)],
});

function httpRoutes(program: ProgramView): readonly RouteLine[] {
  const stages = ofType(program, "aws:apigatewayv2/stage:Stage");
  return ofType(program, "aws:apigatewayv2/route:Route").flatMap((route) => {
    const { apiId, routeKey, authorizationType } = route.state;
    const [method = "ANY", path = "/"] = routeKey === "$default" ? ["ANY", "/"] : String(routeKey).split(" ");
    const auth = authorizationType === "AWS_IAM" ? "iam" : authorizationType === "JWT" ? "token" : "none";
    return stages
      .filter(({ state }) => state.apiId === apiId)
      .map((stage) => lineOf(program, route, method, `${pathOf(stage.state.invokeUrl)}${path}`, auth));
  });
}

function restRoutes(program: ProgramView): readonly RouteLine[] {
  const stages = ofType(program, "aws:apigateway/stage:Stage");
  const resources = ofType(program, "aws:apigateway/resource:Resource");
  const keys = ofType(program, API_KEY).map(({ state }) => String(state.name));
  return ofType(program, "aws:apigateway/method:Method").flatMap((method) => {
    const { restApi, resourceId, httpMethod, authorization, apiKeyRequired } = method.state;
    const path = resources.find(({ id }) => id === resourceId)?.state.path ?? "/";
    const auth = authorization === "AWS_IAM" ? "iam" : apiKeyRequired === true ? "key" : "none";
    return stages
      .filter(({ state }) => state.restApi === restApi)
      .map((stage) => ({
        ...lineOf(program, method, String(httpMethod), `${pathOf(stage.state.invokeUrl)}${path}`, auth),
        ...(auth === "key" && { keys }),
      }));
  });
}

function functionUrls(program: ProgramView): readonly RouteLine[] {
  return ofType(program, "aws:lambda/functionUrl:FunctionUrl").map((url) =>
    lineOf(
      program,
      url,
      "ANY",
      `${pathOf(url.state.functionUrl)}/`,
      url.state.authorizationType === "AWS_IAM" ? "iam" : "none",
    ),
  );
}

function lineOf(
  program: ProgramView,
  resource: Resource,
  method: string,
  path: string,
  auth: RouteLine["auth"],
): RouteLine {
  return { ...placeOf(program, resource), id: `${method} ${path}`, method, path, auth };
}

function pathOf(url: unknown): string {
  return new URL(String(url)).pathname.replace(/\/$/, "");
}
