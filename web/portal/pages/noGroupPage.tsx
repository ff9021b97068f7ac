import { PageTitle } from "../parts/pageTitle";

/** The page of somebody who may sign in, but belongs to neither group. */
export function NoGroupPage({ email }: { email: string }) {
  return (
    <>
      <PageTitle takeFocus={false}>No access yet</PageTitle>
      <div className="panel prose">
        <p>
          You are signed in as <strong>{email}</strong>, but this account belongs to no group that may see anything
          here.
        </p>
        <p>Ask whoever looks after this portal to add your account to one of these groups:</p>
        <ul>
          <li>
            <strong>hr</strong> registers, blocks and lists cards.
          </li>
          <li>
            <strong>auditor</strong> sees what happened with an employee’s cards.
          </li>
        </ul>
        <p>Then sign out and sign in again: a new group counts from the next sign-in.</p>
      </div>
    </>
  );
}
