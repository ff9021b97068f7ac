import { useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { useLive, viewOf } from "../api";
import { bytesOf, countOf, dateTimeOf } from "../logic/words";
import { Ago, Facts, Payload, placeFact } from "../parts/facts";
import { Pages } from "../parts/pages";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";

type Entry = { prefix: string; objects: number; bytes: number } | { key: string; size: number; lastModified: number };

interface BucketView {
  bucket: { label: string; system?: string; component?: string; name: string; objects: number; bytes: number };
  entries: readonly Entry[];
  total: number;
  pageSize: number;
}

/** One bucket: what is in it, folder by folder, and each object's content. */
export function BucketPage({ name }: { name: string }) {
  const [place, setPlace] = useState({ prefix: "", from: 0 });
  const live = useLive<BucketView>(viewOf("bucket", { name, ...place }));
  const go = (prefix: string) => setPlace({ prefix, from: 0 });
  return (
    <Shown live={live} about={{ of: "buckets", name }}>
      {({ bucket, entries, total, pageSize }) => (
        <>
          <Title of="buckets">{bucket.label}</Title>
          <Facts
            facts={[
              ...placeFact(bucket),
              [place.prefix === "" ? "Objects" : "Objects below", bucket.objects.toLocaleString()],
              ["Size", bytesOf(bucket.bytes)],
              ["Name", <code key="name">{bucket.name}</code>],
            ]}
          />
          <section aria-labelledby="objects">
            <h2 id="objects">Objects</h2>
            <Way bucket={bucket.name} prefix={place.prefix} onGo={go} />
            {entries.length === 0 ? (
              <Nothing title="No objects">
                {place.prefix === "" ? "Nothing is in it." : "Nothing is below this."}
              </Nothing>
            ) : (
              <ul className="rows">
                {entries.map((entry) =>
                  "prefix" in entry ? (
                    <li key={entry.prefix}>
                      <Folder entry={entry} below={place.prefix} onGo={go} />
                    </li>
                  ) : (
                    <ObjectItem key={entry.key} bucket={bucket.name} entry={entry} below={place.prefix} />
                  ),
                )}
              </ul>
            )}
            <Pages
              of="objects"
              from={place.from}
              size={pageSize}
              total={total}
              onMove={(from) => setPlace({ ...place, from })}
            />
          </section>
        </>
      )}
    </Shown>
  );
}

/** The folders that lead to a prefix, each a way back to it. */
function Way({ bucket, prefix, onGo }: { bucket: string; prefix: string; onGo(prefix: string): void }) {
  if (prefix === "") return null;
  const parts = prefix.split("/").slice(0, -1);
  return (
    <nav aria-label="Folders" className="buttons">
      <button type="button" className="quiet" onClick={() => onGo("")}>
        {bucket}
      </button>
      {parts.map((part, index) => {
        const upTo = `${parts.slice(0, index + 1).join("/")}/`;
        const isLast = index === parts.length - 1;
        return (
          <button
            key={upTo}
            type="button"
            className="quiet"
            {...(isLast && { "aria-current": "true" as const })}
            onClick={() => onGo(upTo)}
          >
            {part}/
          </button>
        );
      })}
    </nav>
  );
}

function Folder({
  entry: { prefix, objects, bytes },
  below,
  onGo,
}: {
  entry: Extract<Entry, { prefix: string }>;
  below: string;
  onGo(prefix: string): void;
}) {
  return (
    <div className="rowLine">
      <button type="button" className="quiet line" onClick={() => onGo(prefix)}>
        {prefix.slice(below.length)}
      </button>
      <span className="quietText">
        {countOf(objects, "object")}, {bytesOf(bytes)}
      </span>
    </div>
  );
}

function ObjectItem({
  bucket,
  entry: { key, size, lastModified },
  below,
}: {
  bucket: string;
  entry: Extract<Entry, { key: string }>;
  below: string;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <code className="line">{key.slice(below.length)}</code>
          <span className="quietText">
            {bytesOf(size)}, <Ago at={lastModified} />
          </span>
        </summary>
        {isOpen && <ObjectDetails bucket={bucket} name={key} lastModified={lastModified} />}
      </details>
    </li>
  );
}

interface ObjectView {
  headers: Readonly<Record<string, string>>;
  text: string;
  form: "text" | "gzip" | "bytes";
  isCutOff: boolean;
}

const FORMS = { text: "", gzip: ", unpacked", bytes: ", the beginning in hexadecimal" } as const;

function ObjectDetails({ bucket, name, lastModified }: { bucket: string; name: string; lastModified: number }) {
  // An object that is written again is another one.
  const live = useLive<ObjectView>(viewOf("object", { bucket, key: name, at: lastModified }), true);
  return (
    <div>
      <Shown live={live}>
        {({ headers, text, form, isCutOff }) => (
          <div className="form">
            <Facts
              facts={[
                ["Key", <code key="key">{name}</code>],
                ["Written", dateTimeOf(lastModified)],
                ["Type", headers["content-type"] ?? "–"],
                ["Encryption", headers["x-amz-server-side-encryption"] ?? "–"],
                ["ETag", <code key="etag">{headers.etag ?? "–"}</code>],
                ...Object.entries(headers)
                  .filter(([header]) => header.startsWith("x-amz-meta-"))
                  .map(([header, value]) => [header.slice("x-amz-meta-".length), value] as const),
              ]}
            />
            <Payload label={`Content${FORMS[form]}`} text={text} />
            {isCutOff && <p className="hint">Only its beginning is shown.</p>}
          </div>
        )}
      </Shown>
    </div>
  );
}
