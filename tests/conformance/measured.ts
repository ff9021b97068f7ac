import type { Source } from "./table";

/** A refusal as somebody has measured it on AWS, who names the version of the rule that was made of it. */
export function measured(folder: string, rule: string, commit: string): Source {
  return {
    title: `measured: ${rule}`,
    address: `https://github.com/badmintoncryer/cdk-preflight/blob/${commit}/rules/${folder}/${rule}/rule.rego`,
  };
}
