/** Goes through the pages of a list; shows nothing where there is only one. */
export function Pager({
  of,
  page,
  hasNext,
  onBack,
  onForward,
}: {
  /** The things that are paged, such as `cards`. */
  of: string;
  page: number;
  hasNext: boolean;
  onBack(): void;
  onForward(): void;
}) {
  if (page === 1 && !hasNext) return null;
  return (
    <nav className="pager" aria-label={`Pages of ${of}`}>
      <button type="button" aria-disabled={page === 1} onClick={() => page > 1 && onBack()}>
        Previous
      </button>
      <span>Page {page}</span>
      <button type="button" aria-disabled={!hasNext} onClick={() => hasNext && onForward()}>
        Next
      </button>
    </nav>
  );
}
