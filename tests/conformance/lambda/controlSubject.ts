import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { silentReport } from "../../../local/base/report";
import { Controlled } from "../../../local/control/controlled";
import { lambdaApi } from "../../../local/control/lambda/lambdaApi";
import { invalidValue } from "../../../local/control/lambda/lambdaOperation";
import { lambdaFunction } from "../../../local/resources/lambda/function";
import { functionEventInvokeConfig } from "../../../local/resources/lambda/functionEventInvokeConfig";
import { functionUrlAlone } from "../../../local/resources/lambda/functionUrl";
import { permission } from "../../../local/resources/lambda/permission";
import type { Services } from "../../../local/services";
import { createFunctionUrls } from "../../../local/services/lambda/urls/createFunctionUrls";
import { HeldClock } from "../../support/heldClock";
import { inThisProcess } from "../callInProcess";
import { answerOf, type Calls } from "../calls";
import type { Connect } from "../clients/client";
import type { Subject } from "../table";

/** Dependents first. */
const TYPES = [
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  "aws:lambda/functionUrl:FunctionUrl",
  "aws:lambda/permission:Permission",
  "aws:lambda/function:Function",
];

/** Calls of Lambda's API, in an account that has no functions when a row begins. Roles may all be assumed. */
export async function startLambdaControlSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
  const workFolder = mkdtempSync(path.join(tmpdir(), "lambda-rows-"));
  const iam: Partial<Services["iam"]> = {
    ...{ allows: () => true, authorize() {}, putResourcePolicy() {}, deleteResourcePolicy() {} },
    assumeRole: () => ({}) as ReturnType<Services["iam"]["assumeRole"]>,
  };
  const functions = new Set<string>();
  const lambda: Partial<Services["lambda"]> = {
    putFunction: ({ arn }) => void functions.add(arn),
    deleteFunction: async (arn) => void functions.delete(arn),
    putEventInvokeConfig({ onSuccessArn }) {
      if (onSuccessArn?.includes(":function:") !== true || functions.has(onSuccessArn)) return;
      throw new AwsError("InvalidParameterValueException", `The destination ARN ${onSuccessArn} is invalid.`);
    },
    deleteEventInvokeConfig() {},
    concurrency: () => ({ all: 1000, unreserved: 1000 }),
    functionCount: () => functions.size,
  };
  const parts: object = { clock, iam, lambda, report: silentReport, workFolder, edgeUrl: "http://127.0.0.1:4510" };
  const services = parts as Services;
  const functionUrls = createFunctionUrls(services);
  const handlers = [lambdaFunction(services), permission(services), functionUrlAlone({ ...services, functionUrls })];
  handlers.push(functionEventInvokeConfig(services));
  const resources = new Controlled(handlers, new Inventory(silentReport, clock), invalidValue);
  const client = await connect(lambdaApi({ ...services, resources }), "lambda");
  return {
    async answer(input) {
      try {
        return await answerOf(input, { call: client.call, wait: (seconds) => clock.advance(seconds * 1000) }, {});
      } finally {
        for (const made of TYPES.flatMap((type) => resources.all(type))) await resources.delete(made);
      }
    },
    async stop() {
      await client.close();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}
