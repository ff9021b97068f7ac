import { createHash } from "node:crypto";
import { REGION } from "../base/arn";
import type { InvokeHandler, Properties } from "../engine/resourceHandler";
import type { Filter } from "./filters";

interface AmiArgs {
  owners?: readonly string[];
  nameRegex?: string;
  filters?: readonly Filter[];
}

const ARCHITECTURES = ["arm64", "x86_64", "i386"];

/**
 * `aws.ec2.getAmi`: an image as the filters describe it. No image is looked up, for an instance here boots none: it is a folder and a
 * process of this machine. The same question has the same id in every start.
 */
export const getAmi: InvokeHandler = {
  token: "aws:ec2/getAmi:getAmi",
  async invoke(args: Properties) {
    const { owners = [], nameRegex = "", filters = [] } = args as AmiArgs;
    const valueFor = (name: string) => filters.find((filter) => filter.name === name)?.values[0];
    const name = (valueFor("name") ?? nameRegex).replaceAll("*", "0");
    const architecture = valueFor("architecture") ?? ARCHITECTURES.find((each) => name.includes(each)) ?? "x86_64";
    const digits = createHash("sha256")
      .update(JSON.stringify([owners, nameRegex, filters]))
      .digest("hex");
    const id = valueFor("image-id") ?? `ami-${digits.slice(0, 17)}`;
    const [ownerId = "amazon"] = owners;
    return {
      ...args,
      ...{ id, imageId: id, name, architecture, ownerId, arn: `arn:aws:ec2:${REGION}::image/${id}`, region: REGION },
      ...{
        imageOwnerAlias: /^\d+$/.test(ownerId) ? "" : ownerId,
        imageLocation: `${ownerId}/${name}`,
        imageType: "machine",
      },
      ...{ state: "available", stateReason: {}, public: true, tags: {}, description: "", platform: "" },
      ...{ platformDetails: "Linux/UNIX", usageOperation: "RunInstances", hypervisor: "xen", enaSupport: true },
      ...{ virtualizationType: valueFor("virtualization-type") ?? "hvm", sriovNetSupport: "simple", productCodes: [] },
      ...{ rootDeviceType: valueFor("root-device-type") ?? "ebs", rootDeviceName: "/dev/xvda", rootSnapshotId: "" },
      ...{ blockDeviceMappings: [], bootMode: "", imdsSupport: "", tpmSupport: "", kernelId: "", ramdiskId: "" },
      ...{ creationDate: "", deprecationTime: "", lastLaunchedTime: "" },
    };
  },
};
