/**
 * A request or a response of the AWS SDK as its protocol carries it: times are seconds, bytes are base64, and nothing of `$metadata`.
 * In XML a map is a `Map`, which tells it from a structure, and a time is a `Date`.
 */
export type OnWire<T> = T extends Date
  ? number | Date
  : T extends Uint8Array
    ? string
    : T extends readonly (infer Element)[]
      ? readonly OnWire<Element>[]
      : T extends object
        ? OnWireMap<T> | { readonly [K in keyof T as Exclude<K, "$metadata">]: OnWire<T[K]> }
        : T;

type OnWireMap<T> = string extends keyof T ? ReadonlyMap<string, OnWire<T[keyof T]>> : never;

/** The members that the SDK's model requires: it writes them without a question mark. */
export type RequiredKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T] & string;

/** The parameters of an operation after they were checked: what the model requires is there. */
export type Request<T> = {
  readonly [K in keyof T]: K extends RequiredKey<T> ? NonNullable<Given<T[K]>> : Given<T[K]>;
};

/** A value in a request, as it was given. */
export type Given<T> = T extends Date
  ? number
  : T extends Uint8Array
    ? string
    : T extends readonly (infer Element)[]
      ? readonly Given<Element>[]
      : T extends object
        ? { readonly [K in keyof T]: Given<T[K]> }
        : T;

/** The kind of a parameter's value: `"text"` must be there, and not be empty; with a question mark it may be absent. */
export type Kind = "text" | "number" | "flag" | "list" | "texts" | "structures" | "map";
export type ParameterKind = Kind | `${Kind}?`;

type KindOf<T> = T extends string | Uint8Array
  ? "text"
  : T extends number | Date
    ? "number"
    : T extends boolean
      ? "flag"
      : T extends readonly (infer Element)[]
        ? "list" | (Element extends string ? "texts" : "structures")
        : "map";

/**
 * The parameters of a request that are checked before an operation sees it. Those that the SDK's model requires have to be said; one
 * with a question mark is left to the operation, whose service has words of its own for its absence.
 */
export type ParametersOf<T> = {
  readonly [K in RequiredKey<T>]: KindOf<NonNullable<T[K]>> | `${KindOf<NonNullable<T[K]>>}?`;
} & { readonly [K in Exclude<keyof T & string, RequiredKey<T>>]?: `${KindOf<NonNullable<T[K]>>}?` };
