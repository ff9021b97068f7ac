import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsError } from "../../../local/base/awsError";
import { Inventory } from "../../../local/base/inventory";
import { silentReport as report } from "../../../local/base/report";
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
import type { Calls } from "../calls";
import type { Connect } from "../clients/client";
import { NOW, startFreshApi } from "../freshApi";
import type { Subject } from "../table";

/** Calls of Lambda's API, in an account that has no functions when a row begins. Roles may all be assumed. */
export async function startLambdaControlSubject(connect: Connect = inThisProcess): Promise<Subject<Calls>> {
  const workFolder = mkdtempSync(path.join(tmpdir(), "lambda-rows-"));
  const subject = await startFreshApi(connect, "lambda", () => {
    const clock = new HeldClock(Date.parse(NOW));
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
    const parts: object = { clock, iam, lambda, report, workFolder, edgeUrl: "http://127.0.0.1:4510" };
    const services = parts as Services;
    const functionUrls = createFunctionUrls(services);
    const handlers = [lambdaFunction(services), permission(services), functionUrlAlone({ ...services, functionUrls })];
    handlers.push(functionEventInvokeConfig(services));
    const resources = new Controlled(handlers, new Inventory(report, clock), invalidValue);
    return { api: lambdaApi({ ...services, resources }), clock };
  });
  return {
    ...subject,
    async stop() {
      await subject.stop();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}
