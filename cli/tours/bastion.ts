import { EC2Client } from "@aws-sdk/client-ec2";
import { calledAs } from "../calledAs";
import { lookAt } from "../reach/network";
import { pathsOf } from "../reach/paths";
import { connectBastion } from "../recoverAccess/bastion";
import type { ShownSystem, Tour } from "./tour";

/** Says who can reach whom in the network. */
export async function take(tour: Tour, { outputs, access }: ShownSystem): Promise<void> {
  const { vpcId, client } = connectBastion("bastion", outputs, access);
  const ec2 = new EC2Client(client);
  try {
    tour.step(`who reaches whom, by which rule (${calledAs("reach")} bastion says it in full)`);
    for (const { from, to, open, ports } of pathsOf(await lookAt(ec2, vpcId))) {
      tour.tell(`${from} -> ${to}: ${open ? ports : "no"}`);
    }
    tour.step(`ssh to it: ${calledAs("output")} --commands prints the command with the key of this start`);
    tour.tell(`a key that is lost is replaced by ${calledAs("recover-access")} bastion --public-key FILE`);
  } finally {
    ec2.destroy();
  }
}
