import type {
  GetExecutionHistoryCommandInput,
  GetExecutionHistoryCommandOutput,
  HistoryEvent,
} from "@aws-sdk/client-sfn";
import type { OnWire } from "../../../edge/wireTypes";
import type { RecordedEvent } from "../asl/past";
import { shownDetails } from "../executionLog";
import { page } from "./page";
import type { SfnOperation } from "./sfnOperation";

export const getExecutionHistory: SfnOperation<GetExecutionHistoryCommandInput, GetExecutionHistoryCommandOutput> = {
  parameters: { executionArn: "text", nextToken: "text?" },
  permissions: ({ executionArn }) => [{ action: "states:GetExecutionHistory", resource: executionArn }],
  run({ executionArn, reverseOrder, includeExecutionData, ...place }, { executions }) {
    const { history } = executions.find(executionArn);
    const { items, next } = page(place, reverseOrder === true ? [...history].reverse() : history);
    return { events: items.map((event) => eventReply(event, includeExecutionData !== false)), ...next };
  },
};

function eventReply(
  { id, type, previousId, timestamp, details }: RecordedEvent,
  withData: boolean,
): OnWire<HistoryEvent> {
  const shown = shownDetails(details, withData);
  const member = type.replace(/^(Task|Pass|Wait|Choice|Succeed|Fail|Parallel|Map)(StateEntered|StateExited)$/, "$2");
  const detailsName = `${member.charAt(0).toLowerCase()}${member.slice(1)}EventDetails`;
  return {
    ...{ id, type: type as HistoryEvent["type"], previousEventId: previousId, timestamp: timestamp / 1000 },
    // A worker that told no name has details nevertheless.
    ...((Object.keys(shown).length > 0 || type === "ActivityStarted") && { [detailsName]: shown }),
  };
}
