/** Tells if a process is there, of this user or of another one; a number that no process has is none's. */
export function isAlive(pid: number): boolean {
  // 0 and what is below it stand for groups of processes.
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
