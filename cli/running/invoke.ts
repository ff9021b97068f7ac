import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/**
 * Invokes a function, and prints what it wrote and what it answered.
 *
 * @param payload JSON
 * @returns the exit code: 1 where the function failed
 */
export async function invokeFunction(
  lambda: LambdaClient,
  functionName: string,
  payload: string,
  print: { out(line: string): void; log(line: string): void },
): Promise<0 | 1> {
  checkJson(payload);
  const {
    LogResult = "",
    Payload,
    FunctionError,
  } = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: payload, LogType: "Tail" }));
  const log = Buffer.from(LogResult, "base64").toString().trimEnd();
  if (log !== "") print.log(log);
  print.out(Buffer.from(Payload ?? []).toString());
  return FunctionError === undefined ? 0 : 1;
}

/** @throws Error that shows what cannot be read */
function checkJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new Error(`the payload is no JSON (${(error as Error).message}): ${payload.slice(0, 80)}`);
  }
}
