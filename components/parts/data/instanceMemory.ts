/** GiB of the size `large`, by family (RDS User Guide, "Hardware specifications for DB instance classes"). */
const GIB_OF_LARGE: Readonly<Record<string, number>> = { t: 8, m: 8, r: 16, x: 32 };

/** Sizes below `large`, as shares of it; only the family `t` has them. */
const SMALL_SIZES: Readonly<Record<string, number>> = { micro: 1 / 8, small: 1 / 4, medium: 1 / 2 };

/** Bytes of memory that RDS reckons for a connection (RDS User Guide, "Maximum number of database connections"). */
const BYTES_PER_CONNECTION = 9_531_392;

/** Connections that RDS allows at most, however large the server. */
const MOST_CONNECTIONS = 5000;

/**
 * Reckons how many connections a PostgreSQL server of a class has memory for: RDS's own default, but for what the operating system takes.
 * @param instanceClass `"db.t4g.micro"`
 * @returns `undefined` for a class that is not known
 */
export function connectionsThatFit(instanceClass: string): number | undefined {
  const [, family = "", size = ""] = /^db\.([a-z])[0-9a-z]*\.([0-9a-z]+)$/.exec(instanceClass) ?? [];
  const large = GIB_OF_LARGE[family];
  const times = timesLarge(size);
  if (large === undefined || times === undefined) return undefined;
  return Math.min(MOST_CONNECTIONS, Math.floor((large * times * 1024 ** 3) / BYTES_PER_CONNECTION));
}

/** `xlarge` is two of `large`, `4xlarge` eight. */
function timesLarge(size: string): number | undefined {
  if (size === "large") return 1;
  const [, count] = /^(\d*)xlarge$/.exec(size) ?? [];
  return count === undefined ? SMALL_SIZES[size] : 2 * Number(count || 1);
}
