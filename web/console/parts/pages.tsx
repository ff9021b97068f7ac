import { Pager } from "../../shared/parts/pager";

/** Goes through the pages of a list whose length is known. */
export function Pages({
  of,
  from,
  size,
  total,
  onMove,
}: {
  of: string;
  from: number;
  size: number;
  total: number;
  onMove(from: number): void;
}) {
  return (
    <Pager
      of={of}
      page={Math.floor(from / size) + 1}
      hasNext={from + size < total}
      onBack={() => onMove(Math.max(0, from - size))}
      onForward={() => onMove(from + size)}
    />
  );
}
