export interface PostgresSpec {
  /** The DB instance identifier. */
  identifier: string;
  /** Made at the start, besides `postgres`. */
  databaseName?: string;
  username: string;
  /** The password that clients must present; made by the caller, kept in Secrets Manager where RDS manages it. */
  password: string;
  /** Name of the parameter group; RDS's defaults where absent. */
  parameterGroup?: string;
  securityGroupIds: readonly string[];
  /** The port that the program gave, which security group rules are about: the server itself takes any free one. */
  declaredPort: number;
}

/** Where clients find a server. */
export interface PostgresEndpoint {
  address: string;
  port: number;
}

/** Postgres settings by name, as a parameter group holds them: `{ max_connections: "100" }`. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * RDS for PostgreSQL: one real server on loopback for each instance.
 *
 * As on RDS, a server takes TLS only (unless its parameter group sets `rds.force_ssl` to 0), and its certificate is signed by an
 * authority that no client knows by itself. On AWS an image carries RDS's bundle of authorities and names it in
 * `NODE_EXTRA_CA_CERTS`; here whoever starts a container or a function sets that variable to {@link Rds.caFile} instead. So
 * clients connect with `ssl: { rejectUnauthorized: true }`, verify for real, and know nothing of where they run.
 */
export interface Rds {
  /** Absolute path of the authority's certificate, in PEM; `undefined` until the first instance exists. */
  readonly caFile: string | undefined;
  /**
   * Starts the server.
   * @throws Error that says what to install where there is no build for this platform; AwsError `DBInstanceAlreadyExists`
   */
  createInstance(spec: PostgresSpec): Promise<PostgresEndpoint>;
  /** Changes the password, the parameter group, the security groups; the name, the user and the database stay. */
  updateInstance(spec: PostgresSpec): Promise<void>;
  deleteInstance(identifier: string): Promise<void>;
  /** Open connections of clients, as the metric AWS/RDS `DatabaseConnections` counts them. */
  connections(identifier: string): Promise<number>;
  /**
   * Instances that a task is told of, by their port in its environment, but that its security groups cannot connect to: one
   * sentence for each, naming the rule that is missing.
   */
  unreachable(task: {
    securityGroupIds: readonly string[];
    environment: Readonly<Record<string, string>>;
  }): readonly string[];

  /**
   * Creates or changes a group; servers that use it take on what needs no restart.
   * @throws Error naming a parameter that has no meaning here
   */
  putParameterGroup(name: string, parameters: Parameters): Promise<void>;
  deleteParameterGroup(name: string): void;
  hasParameterGroup(name: string): boolean;
  putSubnetGroup(name: string): void;
  deleteSubnetGroup(name: string): void;
  hasSubnetGroup(name: string): boolean;
  stop(): Promise<void>;
}
