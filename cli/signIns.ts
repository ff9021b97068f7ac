import type { Resource } from "./endpoints";

const USER = "aws:cognito/user:User";
const MEMBERSHIP = "aws:cognito/userInGroup:UserInGroup";

/** One line for everybody who can sign in with a password of the program's own. Nothing here is secret: it opens this machine's pages. */
export function signIns(resources: readonly Resource[]): string[] {
  return resources
    .filter(({ type, state }) => type === USER && typeof state.password === "string")
    .map(({ state: { username, password, userPoolId } }) => {
      const groups = resources
        .filter(
          ({ type, state }) => type === MEMBERSHIP && state.userPoolId === userPoolId && state.username === username,
        )
        .map(({ state }) => String(state.groupName));
      return `sign in as ${username} with ${password} (${groups.join(", ") || "no group"})`;
    });
}
