import { refusal } from "./refusal";

/**
 * A caller's last word on the arguments of a child resource: members that replace the component's own, or a function that takes the
 * component's arguments and returns those to use.
 */
export type Transform<T extends object> = Partial<T> | ((args: T) => T);

/**
 * Applies a transform to the arguments a component chose for one of its children.
 * @throws RunError when the function returns no arguments, which would silently drop the component's own
 */
export function transformed<T extends object>(transform: Transform<T> | undefined, args: T): T {
  if (typeof transform !== "function") {
    return { ...args, ...transform };
  }
  const result = transform(args);
  if (result === undefined || result === null) {
    throw refusal("a transform function must return the resource's arguments, but it returned nothing");
  }
  return result;
}
