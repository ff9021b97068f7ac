import { type InputHTMLAttributes, type Ref, useId } from "react";

export interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
  /** The mistake in the value. */
  problem?: string | undefined;
  ref?: Ref<HTMLInputElement>;
}

/** An input with its label, a hint, and what is wrong with it, all of which a screen reader finds. */
export function Field({ label, hint, problem, ...input }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        aria-invalid={problem !== undefined}
        {...(described !== "" && { "aria-describedby": described })}
      />
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p className="fieldProblem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
