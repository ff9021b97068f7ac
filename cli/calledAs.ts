/* The local cloud gives the same advice. */
export { calledAs, callOf, isInstalled } from "../local/base/calledAs";
