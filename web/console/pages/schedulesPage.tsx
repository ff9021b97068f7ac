import { Nothing } from "../../shared/parts/notices";
import { runSchedule, useLive } from "../api";
import { dateTimeOf, spanOf } from "../logic/words";
import { Facts, placeFact } from "../parts/facts";
import { Outcome } from "../parts/outcome";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";
import { useAction } from "../parts/useAction";

interface ScheduleLine {
  label: string;
  system?: string;
  component?: string;
  name: string;
  arn: string;
  expression: string;
  timeZone: string;
  enabled: boolean;
  target: string;
  targetKind?: string;
  next: readonly number[];
  group: string;
  calls: number;
  errors: number;
}

interface SchedulesView {
  now: number;
  recentMinutes: number;
  schedules: readonly ScheduleLine[];
}

/** Every schedule: when it is due next, what it calls, and a way to call that now. */
export function SchedulesPage() {
  const live = useLive<SchedulesView>("schedules");
  const action = useAction();
  const run = ({ arn, target }: ScheduleLine) =>
    action.run(async () => {
      await runSchedule(arn);
      return `${target} is called now.`;
    });
  return (
    <>
      <Title>Schedules</Title>
      <Outcome action={action} />
      <Shown live={live}>
        {({ schedules, now, recentMinutes }) =>
          schedules.length === 0 ? (
            <Nothing title="No schedules">No program that runs here has one.</Nothing>
          ) : (
            <ul className="rows">
              {schedules.map((schedule) => (
                <ScheduleItem
                  key={schedule.arn}
                  schedule={schedule}
                  now={now}
                  recentMinutes={recentMinutes}
                  onRun={() => run(schedule)}
                />
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}

function ScheduleItem({
  schedule,
  now,
  recentMinutes,
  onRun,
}: {
  schedule: ScheduleLine;
  now: number;
  recentMinutes: number;
  onRun(): void;
}) {
  const { label, expression, timeZone, enabled, target, targetKind, next, group, calls, errors } = schedule;
  const [due] = next;
  return (
    <li>
      <details open>
        <summary>
          <span className={enabled ? "badge good" : "badge"}>{enabled ? "on" : "off"}</span>
          <span className="line">
            {label} <span className="quietText">{expression}</span>
          </span>
          <span className="quietText">
            {due === undefined ? "never again" : `in ${spanOf(Math.max(0, due - now))}`}
          </span>
        </summary>
        <Facts
          facts={[
            ...placeFact(schedule),
            ["Calls", targetKind === undefined ? target : `${targetKind} ${target}`],
            ["Expression", <code key="expression">{expression}</code>],
            ["Time zone", timeZone],
            [`Its group in ${recentMinutes} min`, `${calls} calls, ${errors} errors`],
            ["Group", group],
          ]}
        />
        <h2 className="small">Next times</h2>
        {next.length === 0 ? (
          <p className="hint">{enabled ? "It has none left." : "It is turned off."}</p>
        ) : (
          <ol className="times">
            {next.map((at) => (
              <li key={at}>
                <time dateTime={new Date(at).toISOString()}>{dateTimeOf(at)}</time>
              </li>
            ))}
          </ol>
        )}
        <div className="buttons">
          <button type="button" onClick={onRun}>
            Run now
          </button>
        </div>
      </details>
    </li>
  );
}
