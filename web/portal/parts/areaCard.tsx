import { useId } from "react";
import type { Area } from "../api/types";

/** Shows how full an area is, and what its gates have seen. */
export function AreaCard(shown: Area) {
  const { area, inside, max_occupancy: most, gates } = shown;
  const heading = useId();
  const full = isFull(shown);
  return (
    <section aria-labelledby={heading} className={full ? "panel area full" : "panel area"}>
      <h2 id={heading}>{area}</h2>
      <p className="inside">
        <strong>{inside.toLocaleString()}</strong> inside
        {most !== undefined && <span className="quietText"> of at most {most.toLocaleString()}</span>}
        {full && <span className="badge blocked">Full</span>}
      </p>
      {most !== undefined && (
        <meter
          min={0}
          max={most}
          low={most * 0.9}
          high={most - 0.5}
          optimum={0}
          value={inside}
          aria-label={`How full ${area} is`}
        >
          {inside} of {most}
        </meter>
      )}
      {gates.length === 0 ? (
        <p className="quietText">No gates.</p>
      ) : (
        <table className="gates">
          <thead>
            <tr>
              <th scope="col">Gate</th>
              <th scope="col">In</th>
              <th scope="col">Out</th>
              <th scope="col">Denied</th>
            </tr>
          </thead>
          <tbody>
            {gates.map(({ gate_id, entries, exits, denied }) => (
              <tr key={gate_id}>
                <th scope="row">{gate_id}</th>
                <td>{entries.toLocaleString()}</td>
                <td>{exits.toLocaleString()}</td>
                <td>{denied.toLocaleString()}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Tells whether nobody else is let in. */
export function isFull({ inside, max_occupancy: most }: Area): boolean {
  return most !== undefined && inside >= most;
}
