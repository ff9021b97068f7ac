import type { AccountUse } from "./account";
import { type Finding, unasked } from "./finding";
import { plannedNames } from "./names";
import { ofType, type Plan } from "./plan";
import { quotaFindings } from "./quotaFindings";

/**
 * Says what of a plan would fail or wants a look, and what nobody could be asked.
 * @param expectedAccount the account that the stack's settings name
 * @param use what is in the account, or why it could not be read
 */
export function findings(plan: Plan, expectedAccount: string | undefined, use: AccountUse | Error): Finding[] {
  return [
    ...plan.refusals.map((text): Finding => ({ kind: "fails", text })),
    ...accountFindings(expectedAccount, use),
    ...quotaFindings(plan, use),
    ...nameFindings(plan, use),
    ...mails(plan),
  ];
}

function accountFindings(expected: string | undefined, use: AccountUse | Error): Finding[] {
  if (use instanceof Error) return [unasked("the account's number", use)];
  const { accountId } = use;
  if (expected === undefined) {
    const text = `account ${accountId} is the one? sluice:accountId in the stack's settings would hold it to that`;
    return [{ kind: "look", text }];
  }
  if (accountId === expected) return [];
  return [{ kind: "fails", text: `the credentials are of account ${accountId}, but sluice:accountId is ${expected}` }];
}

function nameFindings(plan: Plan, use: AccountUse | Error): Finding[] {
  const names = use instanceof Error ? plannedNames(plan).map((name) => ({ ...name, taken: use })) : use.names;
  return names.flatMap(({ kind, name, taken }): Finding[] => {
    if (taken instanceof Error) return [unasked(`whether there is a ${kind} ${name} already`, taken)];
    if (!taken) return [];
    const result = kind === "dashboard" ? "it would be overwritten" : "it cannot be made";
    return [{ kind: "look", text: `there is a ${kind} ${name} already: unless this stack made it, ${result}` }];
  });
}

function mails(plan: Plan): Finding[] {
  const subscribed = ofType(plan, "aws:sns/topicSubscription:TopicSubscription")
    .filter(({ inputs }) => inputs.protocol === "email")
    .map(({ inputs, name }) => `${inputs.endpoint} (${name}: a mail from AWS to confirm)`);
  const invited = ofType(plan, "aws:cognito/user:User")
    .filter(({ inputs }) => inputs.messageAction !== "SUPPRESS")
    .map(({ inputs, name }) => `${(inputs.attributes as { email?: string } | undefined)?.email ?? name} (a password)`);
  const all = [...subscribed, ...invited];
  const alarms = ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm").length;
  return [
    ...(all.length === 0 ? [] : [{ kind: "look" as const, text: `mailed: ${all.join(", ")}` }]),
    ...(alarms === 0 || subscribed.length > 0
      ? []
      : [{ kind: "look" as const, text: `nobody is mailed of the ${alarms} alarms: sluice:alarms.emails names them` }]),
  ];
}
