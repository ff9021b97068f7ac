import { until } from "../../support/until";
import { type ConsoleUnderTest, send } from "./consoleUnderTest";

/** Has the program of the tests do something of everything, so that no page has nothing to show. */
export async function fill({ cloud, url }: ConsoleUnderTest): Promise<void> {
  const headers = { "sec-fetch-site": "same-origin", origin: url, "content-type": "application/json" };
  const look = async (view: string) => (await send(`${url}/_local/console/view/${view}`, { headers })).body;
  const act = async (service: string, operation: string, params: object) => {
    const body = JSON.stringify({ service, operation, params });
    return (await send(`${url}/_local/console/action`, { method: "POST", headers, body })).body;
  };
  // Calls are recorded from the first look on.
  await look("calls");
  await fetch(`${cloud.outputs.parcelsUrl?.value}parcels`, {
    method: "POST",
    body: JSON.stringify({ parcel: "parcel-0001", pickUpPin: "9876" }),
  });
  await until(
    () => look("calls?show=all&text=PutItem"),
    (calls) => /PutItem[^}]*"outcome":"ok"/.test(calls),
  );
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      cloud.services.sqs.send("arn:aws:sqs:us-east-1:000000000000:orders-dead", `message ${index}`),
    ),
  );
  await act("lambda", "Invoke", { FunctionName: "greeter", Payload: '{"name":"Ann"}' });
  await act("lambda", "Invoke", { FunctionName: "greeter", Payload: "{}" });
  const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:welcome";
  await act("states", "StartExecution", { stateMachineArn, input: '{"guest":"Ann"}' });
  await act("states", "StartExecution", { stateMachineArn, input: "{}" });
  const { api } = cloud.services.kinesis;
  const principal = { kind: "operator", arn: "arn:aws:iam::000000000000:user/operator" } as const;
  const Records = Array.from({ length: 70 }, (_, step) => ({
    ...{ Data: Buffer.from(JSON.stringify({ step })).toString("base64"), PartitionKey: `walk-${step % 5}` },
  }));
  await api.prepare({ operation: "PutRecords", params: { StreamName: "steps", Records }, principal }).run();
}
