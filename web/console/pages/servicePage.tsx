import { useState } from "react";
import { Nothing } from "../../shared/parts/notices";
import { act, useLive, viewOf } from "../api";
import { Facts, placeFact } from "../parts/facts";
import { Form } from "../parts/form";
import { Outcome } from "../parts/outcome";
import { Shown } from "../parts/shown";
import { type TaskLine, TaskList } from "../parts/taskList";
import { Title } from "../parts/title";
import { useAction } from "../parts/useAction";
import { Rollout, type ServiceLine } from "./tasksPage";

/** One service: its deployment and its tasks, and ways to restart and to scale it. */
export function ServicePage({ name }: { name: string }) {
  const live = useLive<{ service: ServiceLine; tasks: readonly TaskLine[] }>(viewOf("service", { name }));
  return (
    <Shown live={live} about={{ of: "tasks", name }}>
      {({ service, tasks }) => (
        <>
          <Title of="tasks">{service.label}</Title>
          <Facts
            facts={[
              ...placeFact(service),
              ["Deployment", <Rollout key="rollout" {...service} />],
              ["Wanted", service.desired.toLocaleString()],
              ["Running", service.running.toLocaleString()],
              ["Starting", service.pending.toLocaleString()],
              ["Failed", service.failed.toLocaleString()],
            ]}
          />
          {service.rollout === "FAILED" && service.rolloutReason !== undefined && (
            <p className="notice problem">{service.rolloutReason}</p>
          )}
          <Steer service={service} />
          <section aria-labelledby="tasks">
            <h2 id="tasks">Tasks</h2>
            {tasks.length === 0 ? (
              <Nothing title="No tasks">It wants {service.desired}, and none has been started.</Nothing>
            ) : (
              <TaskList tasks={tasks} />
            )}
          </section>
        </>
      )}
    </Shown>
  );
}

function Steer({ service: { arn: service, cluster, desired } }: { service: ServiceLine }) {
  const [count, setCount] = useState(`${desired}`);
  const action = useAction();
  const update = (change: object, done: string) =>
    action.run(async () => {
      await act("ecs", "UpdateService", { cluster, service, ...change });
      return done;
    });
  return (
    <section aria-labelledby="steer" className="panel">
      <h2 id="steer">Restart and scale</h2>
      <Form className="search" onSubmit={() => update({ desiredCount: Number(count) }, "Set.")}>
        <div className="field">
          <label htmlFor="count">Tasks that it keeps running</label>
          <input
            id="count"
            type="number"
            min={0}
            max={50}
            required
            value={count}
            onChange={({ target }) => setCount(target.value)}
          />
        </div>
        <div className="buttons">
          <button type="submit" className="primary" aria-disabled={action.isBusy}>
            Scale
          </button>
          <button
            type="button"
            onClick={() => update({ forceNewDeployment: true }, "New tasks start, and the old ones stop after them.")}
          >
            Restart
          </button>
        </div>
      </Form>
      <Outcome action={action} />
    </section>
  );
}
