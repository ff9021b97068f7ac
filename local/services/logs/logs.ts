export interface LogEvent {
  /** Milliseconds since the Unix epoch. */
  timestamp: number;
  message: string;
}

/** CloudWatch Logs: log groups in memory, bounded per group. */
export interface Logs {
  putLogGroup(group: { name: string; retentionInDays?: number }): void;
  deleteLogGroup(name: string): void;
  hasLogGroup(name: string): boolean;
  /**
   * Appends events, and turns embedded metric format documents into metrics, as AWS does.
   * @throws AwsError `ResourceNotFoundException` when the group does not exist
   */
  write(groupName: string, streamName: string, events: readonly LogEvent[]): void;
  /** The newest events of a group, oldest first. */
  read(groupName: string, limit?: number): readonly LogEvent[];
}
