import { useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { useLive, viewOf } from "../api";
import { hrefOf } from "../logic/route";
import { countOf, spanOf } from "../logic/words";
import { Facts, Moment, Payload, placeFact } from "../parts/facts";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";
import type { StreamLine } from "./streamsPage";

interface Shard {
  shardId: string;
  closed: boolean;
  parentShardIds?: readonly string[];
  parentShardId?: string;
}

/** One stream: its shards, who reads it, and its records where they lie. */
export function StreamPage({ name }: { name: string }) {
  const live = useLive<{ stream: StreamLine; shards: readonly Shard[] }>(viewOf("stream", { name }));
  const [chosen, setChosen] = useState<string>();
  return (
    <Shown live={live} about={{ of: "streams", name }}>
      {({ stream, shards }) => {
        const shard = shards.find(({ shardId }) => shardId === chosen) ?? shards.at(-1);
        return (
          <>
            <Title of="streams">{stream.label}</Title>
            <Facts
              facts={[
                ...placeFact(stream),
                ["Open shards", stream.shards.toLocaleString()],
                ...(stream.records === undefined
                  ? []
                  : [["Records in 15 min", stream.records.toLocaleString()] as const]),
                ...stream.readers.map(
                  (reader) =>
                    [
                      "Read by",
                      <span key={reader.label}>
                        {reader.function === undefined ? (
                          reader.label
                        ) : (
                          <a href={hrefOf("functions", reader.function)}>{reader.label}</a>
                        )}
                        {reader.iteratorAgeMs !== undefined && (
                          <span className="quietText">, at most {spanOf(reader.iteratorAgeMs)} behind</span>
                        )}
                      </span>,
                    ] as const,
                ),
              ]}
            />
            <section aria-labelledby="records">
              <h2 id="records">Records</h2>
              <p className="hint">They are shown where they lie: looking reads them for nobody.</p>
              <div className="search">
                <div className="field">
                  <label htmlFor="shard">Shard</label>
                  <select id="shard" value={shard?.shardId} onChange={({ target }) => setChosen(target.value)}>
                    {shards.map((each) => (
                      <option key={each.shardId} value={each.shardId}>
                        {nameOfShard(each)}
                      </option>
                    ))}
                  </select>
                </div>
              </div>
              {shard && <Records key={shard.shardId} stream={name} shard={shard.shardId} />}
            </section>
          </>
        );
      }}
    </Shown>
  );
}

function nameOfShard({ shardId, closed, parentShardId, parentShardIds = [] }: Shard): string {
  const parents = parentShardId === undefined ? parentShardIds : [parentShardId];
  return [
    shardId,
    ...(closed ? ["closed"] : []),
    ...(parents.length > 0 ? [`after ${parents.map((parent) => parent.slice(-4)).join(" and ")}`] : []),
  ].join(", ");
}

interface RecordLine {
  position: string;
  key: string;
  at: number;
  text: string;
  isCutOff: boolean;
  bytes: number;
}

function Records({ stream, shard }: { stream: string; shard: string }) {
  /** Positions after which the pages so far began. */
  const [befores, setBefores] = useState<readonly string[]>([]);
  const live = useLive<{ records: readonly RecordLine[]; pageSize: number }>(
    viewOf("records", { name: stream, shard, after: befores.at(-1) ?? "" }),
  );
  return (
    <Shown live={live}>
      {({ records, pageSize }) => (
        <>
          {records.length === 0 ? (
            <Nothing title="No records">
              {befores.length === 0
                ? "None has been written to this shard."
                : "There are no more. New ones appear here."}
            </Nothing>
          ) : (
            <ol className="messages" start={befores.length * pageSize + 1}>
              {records.map((record) => (
                <RecordItem key={record.position} record={record} />
              ))}
            </ol>
          )}
          {(befores.length > 0 || records.length === pageSize) && (
            <nav className="pager" aria-label="Pages of records">
              <button
                type="button"
                aria-disabled={befores.length === 0}
                onClick={() => setBefores(befores.slice(0, -1))}
              >
                Older
              </button>
              <span>Page {befores.length + 1}</span>
              <button
                type="button"
                aria-disabled={records.length < pageSize}
                onClick={() => {
                  const last = records.at(-1);
                  if (last && records.length === pageSize) setBefores([...befores, last.position]);
                }}
              >
                Newer
              </button>
            </nav>
          )}
          <p className="unseen" role="status">
            {countOf(records.length, "record")}
          </p>
        </>
      )}
    </Shown>
  );
}

function RecordItem({ record: { position, key, at, text, isCutOff } }: { record: RecordLine }) {
  return (
    <li>
      <details>
        <summary>
          <Moment at={at} />
          <span className="badge">{key}</span>
          <code className="line">{text}</code>
        </summary>
        <Facts facts={[["Position", <code key="position">{position}</code>]]} />
        <Payload label={isCutOff ? "Beginning of the record" : "Record"} text={text} />
      </details>
    </li>
  );
}
