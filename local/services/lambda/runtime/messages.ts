/** Messages from the host to an environment's process. */
export type HostMessage =
  | {
      kind: "init";
      codeFolder: string;
      handler: string;
      /** Folders whose packages stand in for the AWS SDK that AWS's Node runtimes carry. */
      sdkFolders: readonly string[];
      runtime: string;
      logFormat: "Text" | "JSON";
      applicationLogLevel: string;
    }
  | {
      kind: "invoke";
      requestId: string;
      /** The event as JSON text. */
      event: string;
      remainingMs: number;
      functionArn: string;
      traceId: string;
    };

/** The error document that Lambda returns to a caller. */
export interface ErrorDocument {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** Messages from an environment's process to the host. */
export type EnvironmentMessage =
  | { kind: "ready" }
  | { kind: "initError"; error: ErrorDocument }
  | { kind: "line"; stream: "stdout" | "stderr"; text: string }
  /** `payload` is JSON text; `maxMemoryBytes` the most memory that the process has held. */
  | { kind: "result"; requestId: string; payload: string; maxMemoryBytes: number }
  /** `fatal`: the process ends because of the error (an uncaught exception or an unhandled rejection). */
  | { kind: "error"; requestId: string; error: ErrorDocument; maxMemoryBytes: number; fatal: boolean };
