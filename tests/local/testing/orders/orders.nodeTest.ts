import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type OutputsOf, start, type TestCloud } from "../../../../local/testing";

type Program = typeof import("./index");

let cloud: TestCloud<OutputsOf<Program>>;
before(async () => {
  cloud = await start<Program>({ program: __dirname });
});
after(() => cloud.stop());

test("an order that the table refuses twice waits in the dead-letter queue", async () => {
  const { queueUrl, deadLetterQueueUrl } = cloud.outputs.orders;
  cloud.denyNext("dynamodb:PutItem", 2);
  await cloud.queue(queueUrl).send('{"id":"two"}');
  await cloud.until(() => cloud.queue(queueUrl).messages()[0]?.receiveCount === 1);
  await cloud.reported(/AccessDenied/);

  // Its visibility timeout ends, and the second try fails as well.
  await cloud.clock.advance({ minutes: 1 });
  await cloud.until(() => cloud.queue(queueUrl).messages()[0]?.receiveCount === 2);
  await cloud.clock.advance({ minutes: 1 });

  const [dead] = await cloud.until(() => {
    const messages = cloud.queue(deadLetterQueueUrl).messages();
    return messages.length > 0 && messages;
  });
  assert.equal(dead?.body, '{"id":"two"}');
});
