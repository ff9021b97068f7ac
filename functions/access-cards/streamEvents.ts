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

/**
 * A denial may name such a gate, an exit may not. This holds for replays as well, or they would change what the event itself did not: who
 * takes a gate out of service and wants to replay what it sent leaves its name where it is.
 */
function gateFault({ type, gate_id }: CardEvent, areas: Areas): string | undefined {
  if (type !== "left" || gate_id === undefined || areaOfGate(areas, gate_id) !== undefined) return undefined;
  return `the gate ${gate_id} is in no area`;
}
