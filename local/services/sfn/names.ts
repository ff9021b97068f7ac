import { AwsError } from "../../base/awsError";

/** Characters that a name must not have (API Reference, "StartExecution" and "CreateStateMachine", "name"). */
const BAD_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** Checks the name of a machine or of an execution. @throws AwsError `InvalidName` */
export function checkName(name: string): void {
  if (name.length < 1 || name.length > 80 || BAD_NAME.test(name)) {
    throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
  }
}
