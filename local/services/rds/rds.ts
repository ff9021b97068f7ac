export interface PostgresSpec {
  /** The DB instance identifier. */
  identifier: string;
  databaseName: string;
  username: string;
  /** What clients must present; made by the caller, kept in Secrets Manager where RDS manages it. */
  password: string;
  /** Postgres settings of the parameter group, such as `{ max_connections: "100" }`. */
  parameters: Readonly<Record<string, string>>;
}

/** RDS for PostgreSQL: one real server on loopback for each instance. */
export interface Rds {
  /** Starts the server. @throws Error that says what to install where there is no build for this platform */
  createInstance(spec: PostgresSpec): Promise<{ address: string; port: number }>;
  updatePassword(identifier: string, password: string): Promise<void>;
  deleteInstance(identifier: string): Promise<void>;
  /** Open connections, for the metric AWS/RDS `DatabaseConnections`. */
  connections(identifier: string): Promise<number>;
  stop(): Promise<void>;
}
