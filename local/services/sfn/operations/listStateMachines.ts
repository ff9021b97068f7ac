import type { ListStateMachinesCommandInput, ListStateMachinesCommandOutput } from "@aws-sdk/client-sfn";
import { page } from "./page";
import type { SfnOperation } from "./sfnOperation";

export const listStateMachines: SfnOperation<ListStateMachinesCommandInput, ListStateMachinesCommandOutput> = {
  parameters: { maxResults: "number?", nextToken: "text?" },
  permissions: () => [{ action: "states:ListStateMachines", resource: "*" }],
  run(place, { machines }) {
    const { items, next } = page(place, machines.list());
    const stateMachines = items.map(({ arn, name, type, createdAt }) => ({
      ...{ stateMachineArn: arn, name, type, creationDate: createdAt / 1000 },
    }));
    return { stateMachines, ...next };
  },
};
