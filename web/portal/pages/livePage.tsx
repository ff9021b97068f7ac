import { useEffect, useState } from "react";
import { Nothing, Problem, Waiting } from "../../shared/parts/notices";
import { wordsOf } from "../api/client";
import type { Occupancy } from "../api/types";
import { wait } from "../api/wait";
import { type Polled, poll } from "../logic/polling";
import { AreaCard, isFull } from "../parts/areaCard";
import { PageTitle } from "../parts/pageTitle";
import { usePortal } from "../parts/portal";
import { clockWithSecondsOf } from "../parts/times";

/** Shows who is where, as it changes; rests while nobody looks. */
export function LivePage({ takeFocus }: { takeFocus: boolean }) {
  const { api } = usePortal();
  const [paused, setPaused] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [{ value, problem }, setPolled] = useState<Polled<Occupancy>>({});
  const visible = useVisible();
  const following = visible && !paused;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins anew, though nothing reads it.
  useEffect(() => {
    if (!following) return;
    const left = new AbortController();
    void poll({
      read: api.occupancy,
      wait,
      wordsOf,
      signal: left.signal,
      onChange: (next) => setPolled((before) => ({ ...before, problem: undefined, ...next }) as Polled<Occupancy>),
    });
    return () => left.abort();
  }, [api, following, attempt]);
  const areas = value?.areas ?? NO_AREAS;
  useFullAnnounced(areas);
  const inside = areas.reduce((sum, area) => sum + area.inside, 0);
  return (
    <>
      <PageTitle takeFocus={takeFocus}>Live</PageTitle>
      <div className="liveHead">
        {value && (
          <p>
            <strong>{inside.toLocaleString()}</strong> inside{" "}
            <span className="quietText">
              as of <time dateTime={new Date(value.at).toISOString()}>{clockWithSecondsOf(value.at)}</time>
            </span>
          </p>
        )}
        <button type="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          Pause
        </button>
      </div>
      {problem && (
        <Problem onRetry={() => setAttempt(attempt + 1)}>
          {problem} {value && "What you see is old."}
        </Problem>
      )}
      {!value && !problem && <Waiting>Loading the occupancy…</Waiting>}
      {value && areas.length === 0 && <Nothing title="No areas">No areas and gates are set up.</Nothing>}
      <div className="areas">
        {areas.map((area) => (
          <AreaCard key={area.area} {...area} />
        ))}
      </div>
    </>
  );
}

const NO_AREAS: Occupancy["areas"] = [];

/** Says which area has become full; the numbers themselves change too often to be read out. */
function useFullAnnounced(areas: Occupancy["areas"]): void {
  const { announce } = usePortal();
  const full = areas
    .filter(isFull)
    .map(({ area }) => area)
    .join(", ");
  useEffect(() => {
    if (full !== "") announce(`Full: ${full}`);
  }, [full, announce]);
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const follow = () => setVisible(!document.hidden);
    document.addEventListener("visibilitychange", follow);
    return () => document.removeEventListener("visibilitychange", follow);
  }, []);
  return visible;
}
