import * as pulumi from "@pulumi/pulumi";
import { checkAccount } from "./stacks/account";
import { readSettings } from "./stacks/settings";
import { createSystems } from "./stacks/systems";

/** The Pulumi program: makes the systems that the stack's configuration names, and returns their outputs. */
export = async () => {
  const stack = pulumi.getStack();
  const settings = readSettings(pulumi.runtime.allConfig(), pulumi.getProject(), stack);
  await checkAccount(settings.accountId, stack);
  return createSystems(settings);
};
