const LONGEST = 255;

/** Texts that EC2 takes: no apostrophe, no quotation mark, nothing outside of ASCII. */
const PATTERN = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;

/**
 * Checks the description of a security group or of one of its rules. EC2 refuses others at deployment.
 * Source: Amazon EC2 API Reference, `CreateSecurityGroup` (`GroupDescription`) and `IpRange` (`Description`).
 *
 * @param property names it, for the message
 * @throws Error saying which characters are allowed
 */
export function checkDescription(property: string, description: string | undefined): void {
  if (description === undefined || (description.length <= LONGEST && PATTERN.test(description))) return;
  throw new Error(
    `${property} must be at most ${LONGEST} of the characters a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*, got ` +
      JSON.stringify(description),
  );
}
