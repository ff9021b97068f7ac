import type { LogLevel } from "../../services/lambda/lambda";

export interface FunctionInputs {
  name?: string;
  role: string;
  code?: unknown;
  handler?: string;
  runtime?: string;
  packageType?: string;
  timeout?: number;
  memorySize?: number;
  environment?: { variables?: Record<string, string> };
  reservedConcurrentExecutions?: number;
  deadLetterConfig?: { targetArn?: string };
  loggingConfig?: {
    logFormat: "Text" | "JSON";
    logGroup?: string;
    applicationLogLevel?: LogLevel;
    systemLogLevel?: "DEBUG" | "INFO" | "WARN";
  };
  publish?: boolean;
  kmsKeyArn?: string;
}
