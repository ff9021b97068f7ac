import type { InvokeHandler } from "../engine/resourceHandler";

/** `aws.getPartition`: ARNs of the local cloud are those of AWS's commercial regions. */
export const getPartition: InvokeHandler = {
  token: "aws:index/getPartition:getPartition",
  invoke: async () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
};
