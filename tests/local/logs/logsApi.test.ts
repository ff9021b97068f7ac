import { CloudWatchLogsClient, GetLogEventsCommand, StartQueryCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { logsApi } from "../../../local/control/logs/logsApi";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createLogs, type Logs } from "../../../local/services/logs/logs";
import { controlledBy } from "../../conformance/freshApi";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { hostService, type ServiceHost } from "../../support/serviceHost";

const place = { logGroupName: "/ecs/jobs", logStreamName: "job/job/1" };

describe("CloudWatch Logs' API", () => {
  let logs: Logs;
  let host: ServiceHost;
  let client: CloudWatchLogsClient;

  beforeEach(async () => {
    const clock = new HeldClock(1_000);
    logs = createLogs({ clock, metrics: createMetrics({ clock }), report: silentReport });
    host = await hostService(logsApi({ logs, clock, resources: controlledBy([], "InvalidParameterException") }));
    client = new CloudWatchLogsClient({
      endpoint: host.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 1,
    });
    logs.putLogGroup({ name: place.logGroupName });
  });
  afterEach(async () => {
    client.destroy();
    await host.close();
  });

  const write = (stream: string, ...messages: string[]) =>
    logs.write(
      place.logGroupName,
      stream,
      messages.map((message) => ({ timestamp: 1_000, message })),
    );
  const page = (more: object) => client.send(new GetLogEventsCommand({ ...place, startFromHead: true, ...more }));

  it("follows one stream, page by page, to an end that moves on", async () => {
    write(place.logStreamName, "one", "two");
    write("job/job/2", "another's");
    write(place.logStreamName, "three");

    const first = await page({ limit: 2 });
    const second = await page({ nextToken: first.nextForwardToken });
    const end = await page({ nextToken: second.nextForwardToken });
    write(place.logStreamName, "four");
    const later = await page({ nextToken: end.nextForwardToken });

    const messages = [first, second, end, later].map(({ events = [] }) => events.map(({ message }) => message));
    expect(messages).to.deep.equal([["one", "two"], ["three"], [], ["four"]]);
    expect(end.nextForwardToken).to.equal(second.nextForwardToken);
    expect(host.permissions[0]).to.deep.equal([
      {
        action: "logs:GetLogEvents",
        resource: "arn:aws:logs:us-east-1:000000000000:log-group:/ecs/jobs:log-stream:job/job/1",
      },
    ]);
  });

  it("knows no stream without an event, and no group that is not there", async () => {
    expect(await rejection(page({}))).to.include({ name: "ResourceNotFoundException" });
    expect(await rejection(page({ logGroupName: "none" }))).to.include({ name: "ResourceNotFoundException" });
  });

  it("refuses by name what it does not do", async () => {
    const query = client.send(new StartQueryCommand({ queryString: "fields @message", startTime: 0, endTime: 1 }));

    expect((await rejection(query)).message).to.contain("logs:StartQuery is not supported locally yet");
  });
});
