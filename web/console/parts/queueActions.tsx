import { useState } from "react";
import { act } from "../api";
import { countOf } from "../logic/words";
import type { QueueLine } from "../pages/queuesPage";
import { Confirm } from "./confirm";
import { Form } from "./form";
import { Outcome } from "./outcome";
import { useAction } from "./useAction";

/** Sends to a queue, empties it, and moves dead letters back. */
export function QueueActions({ queue }: { queue: QueueLine }) {
  const action = useAction();
  const [body, setBody] = useState("");
  const [group, setGroup] = useState("");
  const { url, arn, isFifo, deadLettersOf, visible, inFlight, delayed } = queue;
  const send = () =>
    action.run(async () => {
      const { MessageId } = await act<{ MessageId: string }>("sqs", "SendMessage", {
        QueueUrl: url,
        MessageBody: body,
        ...(isFifo && { MessageGroupId: group || "console", MessageDeduplicationId: crypto.randomUUID() }),
      });
      return `Sent as ${MessageId}.`;
    });
  const purge = () =>
    action.run(async () => {
      await act("sqs", "PurgeQueue", { QueueUrl: url });
      return "The queue is empty now.";
    });
  const redrive = () =>
    action.run(async () => {
      await act("sqs", "StartMessageMoveTask", { SourceArn: arn });
      return "The messages go back to where they came from.";
    });
  return (
    <section aria-labelledby="do" className="panel">
      <h2 id="do">Send and move</h2>
      <Form onSubmit={send}>
        <div className="field">
          <label htmlFor="body">Message body</label>
          <textarea id="body" value={body} rows={3} required onChange={({ target }) => setBody(target.value)} />
        </div>
        {isFifo && (
          <div className="field">
            <label htmlFor="group">Message group</label>
            <input id="group" value={group} placeholder="console" onChange={({ target }) => setGroup(target.value)} />
          </div>
        )}
        <div className="buttons">
          <button type="submit" className="primary" aria-disabled={action.isBusy}>
            Send
          </button>
          {deadLettersOf.length > 0 && (
            <button type="button" disabled={visible === 0} onClick={redrive}>
              Send dead letters back
            </button>
          )}
          <Confirm
            label="Purge"
            question={`Delete ${countOf(visible + inFlight + delayed, "message")} of this queue? They cannot be brought back.`}
            yes="Delete all messages"
            disabled={visible + inFlight + delayed === 0}
            onYes={purge}
          />
        </div>
      </Form>
      <Outcome action={action} />
    </section>
  );
}
