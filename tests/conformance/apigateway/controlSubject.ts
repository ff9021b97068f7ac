import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { isRecord } from "../../../local/base/isRecord";
import { asInputs, asMembers } from "../../../local/base/memberNames";
import { silentReport } from "../../../local/base/report";
import { gatewayApi } from "../../../local/control/apigateway/gatewayApi";
import { Controlled } from "../../../local/control/controlled";
import type { AwsCall } from "../../../local/edge/awsService";
import { handlersOf } from "../../../local/resources/index";
import type { Services } from "../../../local/services";
import { createRestApis } from "../../../local/services/apigateway/createRestApis";
import { createHttpApis } from "../../../local/services/apigatewayv2/createHttpApis";
import { HeldClock } from "../../support/heldClock";
import { callInProcess } from "../callInProcess";
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { Subject } from "../table";

/** Calls of API Gateway's API, with the parameters as SDKs call them: `$api.id` is a REST API without resources. */
export type GatewayInput = Calls;

/** Begins like a reference of a row, and is none: `$source` stands for it. */
export const IDENTITY_SOURCE = "$request.header.Authorization";

const NOW = "2026-03-01T12:00:00.000Z";
/** Parameters that are called otherwise on the wire, or by the local cloud's own routes. */
const WIRE: Readonly<Record<string, string>> = { httpMethod: "method", integrationHttpMethod: "httpMethod" };

/** Starts the APIs of an account a row. @param connect makes the clients of both versions. @default calls without a wire between */
export async function startGatewaySubject(connect?: Connect): Promise<Subject<GatewayInput>> {
  let fresh = startApis();
  const api = { ...fresh.gateway, prepare: (call: AwsCall) => fresh.gateway.prepare(call) };
  const clients = connect && [await connect(api, "apigateway"), await connect(api, "apigatewayv2")];
  const call = async (operation: string, parameters: object) => {
    const isTwo = isOfVersionTwo(parameters);
    const client = clients?.[isTwo ? 1 : 0];
    if (client) return client.call(operation, parameters);
    return isTwo
      ? shown(await callInProcess(fresh.gateway, `v2.${operation}`, asInputs(parameters) as object))
      : listed(await callInProcess(fresh.gateway, operation, onTheWire(parameters)));
  };
  return {
    async answer(input) {
      fresh = startApis();
      const first = await call("CreateRestApi", { name: "api" });
      return answerOf(
        input,
        { call, wait: (seconds) => fresh.clock.advance(seconds * 1000) },
        { api: first, source: IDENTITY_SOURCE },
      );
    },
    async stop() {
      for (const client of clients ?? []) await client.close();
    },
  };
}

function startApis() {
  const clock = new HeldClock(Date.parse(NOW));
  const inventory = new Inventory(silentReport, clock);
  const cognito = { keysOf: () => [] } as unknown as Services["cognito"];
  const parts = { clock, cognito, edgeUrl: "http://127.0.0.1" } as Partial<Services> as Services;
  const services = { ...parts, restApis: createRestApis(parts), httpApis: createHttpApis(parts) };
  const refuse = (message: string) => new AwsError("BadRequestException", message);
  return { clock, gateway: gatewayApi({ resources: new Controlled(handlersOf(services), inventory, refuse) }) };
}

/** Version 2 writes its members with a capital. */
function isOfVersionTwo(parameters: object): boolean {
  return /^[A-Z]/.test(Object.keys(parameters)[0] ?? "");
}

/** An answer of version 2; what refuses is shown alike in both. */
function shown(answer: unknown): unknown {
  return isRecord(answer) && answer.error !== undefined ? answer : asMembers(answer);
}

function onTheWire(parameters: object): object {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [WIRE[name] ?? name, value]));
}

/** A list is called `item` on the wire, and `items` by SDKs. */
function listed(answer: unknown): unknown {
  if (!isRecord(answer) || answer.item === undefined) return answer;
  const { item: items, ...more } = answer;
  return { ...more, items };
}
