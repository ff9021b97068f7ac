import type { Member } from "./members";

/** The member `endpointConfiguration`, where the API has a list of one type, and the resource the type itself. */
export const ENDPOINT_CONFIGURATION: Member = {
  read(value) {
    const { types = [], ...more } = value as { types?: readonly string[] };
    return { ...more, ...(types[0] !== undefined && { types: types[0] }) };
  },
  write(value) {
    const { types, ...more } = value as { types?: string };
    return { ...more, types: [types ?? "EDGE"] };
  },
};
