import { useLive, viewOf } from "../api";
import { type Bar, barsOf, durationOf, type Hop, type Payload as Sent, type Verdict } from "../logic/journey";
import { bytesOf, dateTimeOf, momentOf, spanOf } from "../logic/words";
import { BesideJourney } from "../parts/besideJourney";
import { Facts, Payload } from "../parts/facts";
import { OutcomeBadge } from "../parts/outcomeBadge";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";

interface JourneyView {
  start: string;
  hops: readonly Hop[];
  isCutOff: boolean;
}

/** One event followed: every hop with its time, payload, caller and permission. */
export function JourneyPage({ name }: { name: string }) {
  const live = useLive<JourneyView>(viewOf("journey", { span: name }));
  return (
    <Shown live={live} about={{ of: "journeys", name }}>
      {({ start, hops, isCutOff }) => {
        const bars = barsOf(hops, Date.now());
        const [first] = hops;
        const failed = hops.filter(({ outcome }) => outcome === "failed" || outcome === "denied").length;
        return (
          <>
            <Title of="journeys">{first?.action ?? "Journey"}</Title>
            <Facts
              facts={[
                ["Began", first === undefined ? "–" : dateTimeOf(first.at)],
                ["Took", spanOf(durationOf(hops))],
                ["Hops", hops.length.toLocaleString()],
                ["Failed", failed.toLocaleString()],
              ]}
            />
            <BesideJourney hops={hops} />
            {isCutOff && <p className="notice">Only the first {hops.length} hops are shown.</p>}
            <ol className="waterfall" aria-label="Hops">
              {hops.map((hop) => (
                <HopItem key={hop.id} hop={hop} bar={bars.get(hop.id)} isChosen={hop.id === start} />
              ))}
            </ol>
          </>
        );
      }}
    </Shown>
  );
}

/** Levels that are indented: a phone has no room for more. */
const MOST_INDENTED = 6;

function HopItem({
  hop,
  bar = { depth: 0, from: 0, share: 0 },
  isChosen,
}: {
  hop: Hop;
  bar: Bar | undefined;
  isChosen: boolean;
}) {
  const { kind, action, caller, target, ms, attempt, causes } = hop;
  return (
    <li style={{ "--depth": Math.min(bar.depth, MOST_INDENTED) } as React.CSSProperties}>
      <details open={isChosen && bar.depth > 0}>
        <summary>
          <span className="hopName">
            <span className={`kind ${kind}`}>{kind}</span>
            <span className="hopAction">{action}</span>
            <span className="quietText">
              {caller} → {target}
            </span>
          </span>
          <span className="hopFacts">
            {attempt !== undefined && attempt > 1 && <span className="badge warn">attempt {attempt}</span>}
            {causes > 1 && <span className="badge">batch of {causes}</span>}
            <OutcomeBadge call={hop} />
            <span className="took">{ms === undefined ? "…" : spanOf(ms)}</span>
          </span>
          <span className="track" aria-hidden="true">
            <span
              className={`bar ${hop.outcome}`}
              style={{ left: `${bar.from * 100}%`, width: `max(${Math.min(bar.share, 1 - bar.from) * 100}%, 3px)` }}
            />
          </span>
        </summary>
        <HopDetails hop={hop} />
      </details>
    </li>
  );
}

function HopDetails({ hop }: { hop: Hop }) {
  const { at, who, resource, verdicts, request, response, attempt } = hop;
  return (
    <div className="hopDetails">
      <Facts
        facts={[
          ["At", momentOf(at)],
          ["Caller", <code key="who">{who}</code>],
          ["Resource", <code key="resource">{resource}</code>],
          ...(attempt !== undefined ? [["Attempt", attempt.toLocaleString()] as const] : []),
        ]}
      />
      {verdicts.map((verdict) => (
        <VerdictItem key={`${verdict.action} ${verdict.resource}`} verdict={verdict} />
      ))}
      <div className="bodies">
        <Body title="Sent" body={request} />
        <Body title="Answered" body={response} />
      </div>
    </div>
  );
}

function VerdictItem({ verdict: { action, resource, allowed, statement, source } }: { verdict: Verdict }) {
  return (
    <div className="verdict">
      <p>
        <span className={`badge ${allowed ? "good" : "bad"}`}>{allowed ? "allowed" : "denied"}</span>{" "}
        <code>{action}</code> on <code>{resource}</code>{" "}
        {statement === undefined
          ? allowed
            ? "to the person at the laptop, who may do everything"
            : "because no statement allows it"
          : `by this statement of the ${source}:`}
      </p>
      {statement !== undefined && <Payload label="Statement" text={JSON.stringify(statement)} />}
    </div>
  );
}

function Body({ title, body }: { title: string; body: Sent | undefined }) {
  if (body === undefined || body.text === "") return null;
  return (
    <div>
      <h2 className="small">{title}</h2>
      <Payload label={title} text={body.text} />
      {body.isCutOff && <p className="hint">The beginning of {bytesOf(body.bytes)}.</p>}
    </div>
  );
}
