export interface LogEvent {
  /** Milliseconds since the Unix epoch. */
  timestamp: number;
  message: string;
}
