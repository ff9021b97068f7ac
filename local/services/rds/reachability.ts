import type { Ec2 } from "../ec2/ec2";
import type { PostgresSpec } from "./rds";

/** Finds, of the instances that a task is told of, those that its security groups keep it from: a sentence for each. */
export function unreachableInstances(
  instances: readonly { spec: PostgresSpec; port: number }[],
  task: { securityGroupIds: readonly string[]; environment: Readonly<Record<string, string>> },
  ec2: Pick<Ec2, "reachable">,
): readonly string[] {
  return instances
    .filter(({ port }) => isToldOf(port, task.environment))
    .flatMap(({ spec, port }) => {
      // A rule is about the port that the program gave, or, where it refers to the instance's output, about the real one.
      const [declared, real] = [spec.declaredPort, port].map((each) =>
        ec2.reachable(task.securityGroupIds, spec.securityGroupIds, each),
      );
      if (!declared || declared.reachable || real?.reachable) return [];
      return [`it could not connect to the database ${spec.identifier} on AWS: there is no ${declared.missing}`];
    });
}

/** No two servers have a port in common, so it tells which one an endpoint in an environment is. */
function isToldOf(port: number, environment: Readonly<Record<string, string>>): boolean {
  const number = new RegExp(`(^|:)${port}(/|$)`);
  return Object.values(environment).some((value) => number.test(value));
}
