/** Functions travel with their code: Pulumi's own limit (`sdk/go/common/util/rpcutil`), in bytes. */
export const LARGEST_MESSAGE = 400 * 1024 * 1024;
