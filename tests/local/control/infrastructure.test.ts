import { containers, repositories } from "./infrastructure/containers";
import { databases } from "./infrastructure/databases";
import { networks } from "./infrastructure/networks";
import { roles } from "./infrastructure/roles";
import { keys, parameters, secrets } from "./infrastructure/secrets";
import { allow, describeByClients, document } from "./runTime";

describeByClients(
  (client) => `clusters, secrets, parameters, networks, databases and roles that ${client} makes`,
  {
    trusted: ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "ec2.amazonaws.com"],
    policies: {
      maker: allow("*"),
      onlooker: allow("sqs:ListQueues"),
      handless: document(
        { Effect: "Allow", Action: "*", Resource: "*" },
        { Effect: "Deny", Action: "iam:PassRole", Resource: "*" },
      ),
      worker: allow("logs:*", "ecr:*", "secretsmanager:GetSecretValue", "ssm:GetParameter"),
    },
  },
  (runTime, knows) => {
    const groups = [
      ["ecs", containers],
      ["ecr", repositories],
      ["secretsmanager", secrets],
      ["kms", keys],
      ["ssm", parameters],
      ["ec2", networks],
      ["iam", roles],
      ["rds", databases],
    ] as const;
    for (const [service, group] of groups) if (knows(service)) group(runTime);
  },
);
