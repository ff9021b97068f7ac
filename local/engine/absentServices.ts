/** Services that are not here, and what a program does without each, by the beginning of its types and functions. */
const ABSENT: readonly (readonly [beginnings: readonly string[], advice: string])[] = [
  [
    ["aws:lb/", "aws:alb/", "aws:elb/", "awsx:lb:", "awsx:classic:"],
    "there are no load balancers here; let an HTTP API answer instead",
  ],
  [["aws:route53/zone", "aws:route53/getZone"], "there are no zones of DNS here; give the zone's id by configuration"],
  [["aws:appsync/"], "there are no GraphQL APIs here; an HTTP or a REST API may stand in"],
  [["aws:eks/", "eks:index:"], "there is no Kubernetes here; containers run as services of ECS"],
];

/** Says in a sentence what is not there and what to do; empty for a service of which other types are. */
export function absentService(token: string): string {
  const [, advice] = ABSENT.find(([beginnings]) => beginnings.some((beginning) => token.startsWith(beginning))) ?? [];
  if (advice === undefined) return "";
  return ` (${advice}, or make it in other stacks only: if (pulumi.getStack() !== "local"))`;
}
