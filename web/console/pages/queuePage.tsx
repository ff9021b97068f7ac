import { useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { useLive, viewOf } from "../api";
import { hrefOf } from "../logic/route";
import { countOf, momentOf, spanOf } from "../logic/words";
import { Facts, Payload, placeFact } from "../parts/facts";
import { Pages } from "../parts/pages";
import { QueueActions } from "../parts/queueActions";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";
import type { QueueLine } from "./queuesPage";

interface Peeked {
  messageId: string;
  body: string;
  attributes: Readonly<Record<string, { DataType: string; StringValue?: string }>>;
  state: "visible" | "delayed" | "in flight";
  visibleAt?: number;
  sentAt: number;
  receiveCount: number;
  group?: string;
}

interface QueueView {
  queue: QueueLine;
  from: number;
  pageSize: number;
  total: number;
  messages: readonly Peeked[];
}

/** One queue: its messages as they lie, and what can be done with them. */
export function QueuePage({ name }: { name: string }) {
  const [from, setFrom] = useState(0);
  const live = useLive<QueueView>(viewOf("queue", { name, from }));
  return (
    <Shown live={live} about={{ of: "queues", name }}>
      {({ queue, messages, total, pageSize }) => (
        <>
          <Title of="queues">{queue.label}</Title>
          <Facts
            facts={[
              ...placeFact(queue),
              ["Waiting", queue.visible.toLocaleString()],
              ["In flight", queue.inFlight.toLocaleString()],
              ["Delayed", queue.delayed.toLocaleString()],
              ...(queue.deadLetters !== undefined
                ? [["Dead letters go to", <QueueLink key="to" name={queue.deadLetters} />] as const]
                : []),
              ...(queue.deadLettersOf.length > 0
                ? [
                    [
                      "Takes dead letters of",
                      queue.deadLettersOf.map((each) => <QueueLink key={each} name={each} />),
                    ] as const,
                  ]
                : []),
            ]}
          />
          <QueueActions queue={queue} />
          <section aria-labelledby="messages">
            <h2 id="messages">Messages</h2>
            <p className="hint">They are shown where they lie: looking receives none of them, and counts no attempt.</p>
            {messages.length === 0 ? (
              <Nothing title="No messages">{from > 0 ? "This page is empty now." : "Nothing waits here."}</Nothing>
            ) : (
              <ol className="messages" start={from + 1}>
                {messages.map((message) => (
                  <MessageItem key={message.messageId} message={message} />
                ))}
              </ol>
            )}
            <Pages of="messages" from={from} size={pageSize} total={total} onMove={setFrom} />
          </section>
        </>
      )}
    </Shown>
  );
}

function QueueLink({ name }: { name: string }) {
  return <a href={hrefOf("queues", name)}>{name}</a>;
}

function MessageItem({ message }: { message: Peeked }) {
  const { messageId, body, attributes, state, visibleAt, sentAt, receiveCount, group } = message;
  const names = Object.entries(attributes);
  return (
    <li>
      <details>
        <summary>
          <span className={state === "visible" ? "badge" : "badge warn"}>
            {state === "visible" ? "waiting" : state}
          </span>
          <code className="line">{body}</code>
          <span className="quietText">
            {countOf(receiveCount, "receive")}, sent {momentOf(sentAt)}
          </span>
        </summary>
        <Facts
          facts={[
            ["Message id", <code key="id">{messageId}</code>],
            ...(visibleAt !== undefined
              ? [["Seen again in", spanOf(Math.max(0, visibleAt - Date.now()))] as const]
              : []),
            ...(group !== undefined ? [["Group", group] as const] : []),
            ...names.map(([name, { StringValue, DataType }]) => [name, StringValue ?? `(${DataType})`] as const),
          ]}
        />
        <Payload label="Body" text={body} />
      </details>
    </li>
  );
}
