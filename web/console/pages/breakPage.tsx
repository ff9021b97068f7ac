import { useState } from "react";
import { setChaos, useLive } from "../api";
import { Form } from "../parts/form";
import { Outcome } from "../parts/outcome";
import { Shown } from "../parts/shown";
import { Title } from "../parts/title";
import { useAction } from "../parts/useAction";

/** Says of each fault what it does, and names a share of it that shows without stopping everything. */
const FAULTS: Readonly<Record<string, { words: string; some: number }>> = {
  killEnvironment: { words: "Functions are killed in mid-batch", some: 10 },
  duplicateBatch: { words: "Batches are delivered twice", some: 10 },
  throttleDynamo: { words: "Calls of DynamoDB are throttled", some: 5 },
  killTask: { words: "Containers are killed, by the second", some: 2 },
  refuseTask: { words: "Tasks find no capacity", some: 10 },
  duplicateInvocation: { words: "Schedules call twice", some: 10 },
  duplicateDelivery: { words: "Firehose delivers twice", some: 10 },
  duplicateNotification: { words: "S3 notifies twice", some: 10 },
};

interface ChaosView {
  faults: readonly string[];
  options: Readonly<Record<string, number>> | null;
}

/** Turns faults on and off while the program runs. */
export function BreakPage() {
  const live = useLive<ChaosView>("chaos");
  return (
    <>
      <Title>Break</Title>
      <Shown live={live}>
        {({ faults, options }) => (
          <>
            <p className={options === null ? "hint" : "notice problem"}>
              {options === null
                ? "Nothing is made to fail."
                : `Faults are injected, with the seed ${options.seed}: the same seed repeats them.`}
            </p>
            <Switches key={JSON.stringify(options)} faults={faults} options={options} />
          </>
        )}
      </Shown>
    </>
  );
}

function Switches({ faults, options }: ChaosView) {
  const [seed, setSeed] = useState(`${options?.seed ?? 7}`);
  const [shares, setShares] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(faults.map((fault) => [fault, `${Math.round((options?.[fault] ?? 0) * 1000) / 10}`])),
  );
  const action = useAction();
  const apply = (wanted: Readonly<Record<string, string>>) =>
    action.run(async () => {
      const numbers = Object.entries(wanted).map(([fault, share]) => [fault, Number(share) / 100] as const);
      const on = numbers.filter(([, share]) => share !== 0);
      await setChaos(on.length === 0 ? null : { seed: Number(seed), ...Object.fromEntries(on) });
      return on.length === 0 ? "No faults any more." : "Set.";
    });
  return (
    <Form className="form panel" onSubmit={() => apply(shares)}>
      {faults.map((fault) => (
        <div className="share" key={fault}>
          <label htmlFor={fault}>{FAULTS[fault]?.words ?? fault}</label>
          <input
            id={fault}
            type="number"
            min={0}
            max={100}
            step="any"
            value={shares[fault] ?? "0"}
            onChange={({ target }) => setShares({ ...shares, [fault]: target.value })}
          />
          <span aria-hidden="true">%</span>
        </div>
      ))}
      <div className="share">
        <label htmlFor="seed">Seed, which repeats a run</label>
        <input id="seed" type="number" step={1} value={seed} onChange={({ target }) => setSeed(target.value)} />
      </div>
      <div className="buttons">
        <button type="submit" className="primary" aria-disabled={action.isBusy}>
          Set
        </button>
        <button
          type="button"
          onClick={() => apply(Object.fromEntries(faults.map((fault) => [fault, `${FAULTS[fault]?.some ?? 5}`])))}
        >
          Some of all
        </button>
        <button type="button" disabled={options === null} onClick={() => apply({})}>
          Stop all
        </button>
      </div>
      <Outcome action={action} />
    </Form>
  );
}
