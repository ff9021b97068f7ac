import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** An invocation that has ended. */
export interface Invocation {
  /** The function threw, or timed out. */
  failed: boolean;
  /** JSON; empty where the function gave nothing back. */
  answer: string;
  /** The last 4 KB that it wrote to its log. */
  log: readonly string[];
}

/**
 * Invokes a function, and waits for its answer.
 *
 * @param payload JSON
 * @throws Error where the payload is no JSON, or there is no such function
 */
export async function invokeFunction(lambda: LambdaClient, functionName: string, payload: string): Promise<Invocation> {
  checkJson(payload);
  const {
    LogResult = "",
    Payload,
    FunctionError,
  } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: payload, LogType: "Tail" }));
  const log = Buffer.from(LogResult, "base64").toString().trimEnd();
  return {
    failed: FunctionError !== undefined,
    answer: Buffer.from(Payload ?? []).toString(),
    log: log === "" ? [] : log.split("\n"),
  };
}

/** @throws Error that shows what cannot be read */
function checkJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new Error(`the payload is no JSON (${(error as Error).message}): ${payload.slice(0, 80)}`);
  }
}
