import { Nothing } from "../../shared/parts/notices";
import { useLive } from "../api";
import { NO_SYSTEM } from "../logic/mapData";
import { Ago } from "../parts/facts";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";

interface AlarmLine {
  label: string;
  system?: string;
  name: string;
  state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  reason: string;
  since: number;
  description?: string;
}

const STATES = {
  ALARM: { words: "in alarm", mark: "bad" },
  OK: { words: "OK", mark: "good" },
  INSUFFICIENT_DATA: { words: "no data", mark: "" },
} as const;

/** Every alarm by system; those that alarm are open. */
export function AlarmsPage() {
  const live = useLive<{ alarms: readonly AlarmLine[] }>("alarms");
  return (
    <>
      <Title>Alarms</Title>
      <Shown live={live}>
        {({ alarms }) =>
          alarms.length === 0 ? (
            <Nothing title="No alarms">No program that runs here has one.</Nothing>
          ) : (
            <>
              <Counts alarms={alarms} />
              {groupsOf(alarms).map(([system, group]) => (
                <section key={system} aria-label={system} className="group">
                  <h2>{system}</h2>
                  <ul className="rows">
                    {group.map((alarm) => (
                      <AlarmItem key={alarm.name} alarm={alarm} />
                    ))}
                  </ul>
                </section>
              ))}
            </>
          )
        }
      </Shown>
    </>
  );
}

function Counts({ alarms }: { alarms: readonly AlarmLine[] }) {
  const parts = Object.entries(STATES).map(
    ([state, { words }]) => `${alarms.filter((alarm) => alarm.state === state).length} ${words}`,
  );
  return <p className="hint">{parts.join(", ")}</p>;
}

function AlarmItem({ alarm: { label, state, reason, since, description } }: { alarm: AlarmLine }) {
  const { words, mark } = STATES[state];
  return (
    <li>
      <details open={state === "ALARM"}>
        <summary>
          <span className={`badge ${mark}`}>{words}</span>
          <span className="line">{label}</span>
          <span className="quietText">
            <Ago at={since} />
          </span>
        </summary>
        {description !== undefined && <p>{description}</p>}
        <p className="quietText">{reason}</p>
      </details>
    </li>
  );
}

/** By system, those with an alarm that alarms first. */
function groupsOf(alarms: readonly AlarmLine[]): readonly [string, readonly AlarmLine[]][] {
  const groups = new Map<string, AlarmLine[]>();
  for (const alarm of alarms) {
    const { system = NO_SYSTEM } = alarm;
    groups.set(system, [...(groups.get(system) ?? []), alarm]);
  }
  return [...groups];
}
