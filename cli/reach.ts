import { EC2Client } from "@aws-sdk/client-ec2";
import { Command, Option } from "commander";
import { calledAs } from "./calledAs";
import { JSON_OPTION } from "./outlet";
import { projectWorkFolder } from "./projectFolder";
import { lookAt } from "./reach/network";
import { pathsOf } from "./reach/paths";
import { bastionOf } from "./recoverAccess/bastion";

const WORK_FOLDER = projectWorkFolder();

const NOT_LOOKED_AT = [
  "Not looked at: network ACLs (which let everything pass unless somebody has changed them), routes to other networks (peering,",
  "VPN, transit gateways), load balancers, and what is not an instance (containers, databases, functions). Session Manager needs",
  "no open port: whoever may do ssm:StartSession comes in by it.",
];

/** The command, with its options. */
export function program(): Command {
  return new Command(calledAs("reach"))
    .description("Says who can reach whom in a bastion's network, at which port, and by which rule. It tries nothing.")
    .argument("<system>", "such as bastion")
    .addOption(new Option("--stack <name>", "a deployed stack, with the AWS credentials of this shell"))
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExample:\n  ${calledAs("reach")} bastion`)
    .allowExcessArguments(false)
    .action(reach);
}

async function reach(system: string, { stack, json }: { stack?: string; json?: boolean }): Promise<void> {
  const { vpcId, client } = await bastionOf(system, stack, WORK_FOLDER);
  const ec2 = new EC2Client(client);
  try {
    const paths = pathsOf(await lookAt(ec2, vpcId));
    const lines = json
      ? [JSON.stringify(paths, undefined, 2)]
      : [
          ...paths.map(({ from, to, open, ports, why }) =>
            open ? `yes  ${from} -> ${to}: ${ports}\n       ${why}` : `no   ${from} -> ${to}: ${why}`,
          ),
          "",
          ...NOT_LOOKED_AT,
        ];
    process.stdout.write(`${lines.join("\n")}\n`);
  } finally {
    ec2.destroy();
  }
}
