import { ofType, placeOf, type View } from "../parts";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** Every alarm, with why it is in its state; those that alarm first. */
export const alarms: View = ({ services, program }) => {
  const declared = new Map(ofType(program, ALARM).map((resource) => [String(resource.state.name), resource]));
  const lines = services.alarms.list().map(({ spec, state, reason, since }) => {
    const resource = declared.get(spec.name);
    return {
      ...(resource ? placeOf(program, resource) : { label: spec.name }),
      ...{ name: spec.name, state, reason, since },
      ...(spec.description !== undefined && { description: spec.description }),
    };
  });
  const rank = { ALARM: 0, INSUFFICIENT_DATA: 2, OK: 1 } as const;
  return { alarms: lines.sort((a, b) => rank[a.state] - rank[b.state] || a.name.localeCompare(b.name)) };
};
