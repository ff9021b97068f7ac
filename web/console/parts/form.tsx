import type { ReactNode } from "react";

/** A form that is sent by its button or a key, without leaving the page. */
export function Form({
  className = "form",
  onSubmit,
  children,
}: {
  className?: string;
  onSubmit(): void;
  children: ReactNode;
}) {
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

/** A field for a document, or for lines of code. */
export function CodeField({
  id,
  label,
  rows,
  value,
  onChange,
}: {
  id: string;
  label: string;
  rows: number;
  value: string;
  onChange(value: string): void;
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea id={id} className="code" rows={rows} value={value} onChange={({ target }) => onChange(target.value)} />
    </div>
  );
}
