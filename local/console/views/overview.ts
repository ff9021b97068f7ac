import { ofType, type View } from "../parts";
import { queueLines } from "./queues";

const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const DASHBOARD = "aws:cloudwatch/dashboard:Dashboard";

/** The facts that the frame shows on every page: where to look, and how many things want to be looked at. */
export const overview: View = (parts) => {
  const { services, program } = parts;
  const deadLetters = queueLines(parts).filter(({ deadLettersOf, visible }) => deadLettersOf.length > 0 && visible > 0);
  return {
    alarming: services.alarms.list().filter(({ state }) => state === "ALARM").length,
    deadLetters: deadLetters.reduce((sum, { visible }) => sum + visible, 0),
    hasMailbox: ofType(program, SUBSCRIPTION).some(({ state }) => String(state.protocol).startsWith("email")),
    dashboards: ofType(program, DASHBOARD).map(({ state }) => String(state.dashboardName)),
  };
};
