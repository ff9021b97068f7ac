import { AwsError } from "../../base/awsError";
import { ofType, placeOf, type View } from "../parts";

const GROUP = "aws:cloudwatch/logGroup:LogGroup";
/** Lines that a page shows: the newest that match. */
const MOST_LINES = 200;

/** Every log group of the program, with its latest line. */
export const logGroups: View = ({ services, program }) => ({
  groups: ofType(program, GROUP).map((resource) => {
    const name = String(resource.state.name);
    const [latest] = services.logs.hasLogGroup(name) ? services.logs.read(name, 1) : [];
    return { ...placeOf(program, resource), name, ...(latest !== undefined && { latest }) };
  }),
});

/** The newest lines of a log group that contain a text, whatever its case; oldest first. */
export const logLines: View = ({ services }, query) => {
  const group = query.get("group") ?? "";
  if (!services.logs.hasLogGroup(group)) {
    throw new AwsError("NotFound", `There is no log group ${JSON.stringify(group)}.`, 404);
  }
  const wanted = (query.get("text") ?? "").toLowerCase();
  const lines = services.logs.read(group);
  const found = wanted === "" ? lines : lines.filter(({ message }) => message.toLowerCase().includes(wanted));
  return { group, total: lines.length, found: found.length, lines: found.slice(-MOST_LINES) };
};
