import type { KinesisStreamRecord } from "aws-lambda";
import { eventReader, type Reading } from "./archive/readEvent";
import { type Areas, areaOfGate } from "./areas";
import type { CardEvent } from "./event";

/**
 * Makes what reads the records of a stream that should be events of these areas: what the archive reads, less the exits through gates that
 * nobody has set up.
 */
export function createReader(areas: Areas): (record: KinesisStreamRecord) => Reading {
  const read = eventReader();
  return ({ kinesis }) => {
    const reading = read(kinesis.data);
    const reason = "event" in reading ? gateFault(reading.event, areas) : undefined;
    return reason === undefined ? reading : { fault: "impossible", reason };
  };
}

/** A denial may name such a gate, an exit may not. What is replayed was right once: gates come and go. */
function gateFault({ type, gate_id, replay }: CardEvent, areas: Areas): string | undefined {
  if (type !== "left" || gate_id === undefined || replay !== undefined) return undefined;
  return areaOfGate(areas, gate_id) === undefined ? `the gate ${gate_id} is in no area` : undefined;
}
