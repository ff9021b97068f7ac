import type { UserPoolClientSpec } from "../../services/cognito/userPoolSpec";

const UNITS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
const [FIVE_MINUTES, HOUR, DAY, TEN_YEARS] = [300, 3600, 86_400, 10 * 365 * 86_400];

export interface ValidityInputs {
  accessTokenValidity?: number;
  idTokenValidity?: number;
  refreshTokenValidity?: number;
  tokenValidityUnits?: { accessToken?: string; idToken?: string; refreshToken?: string };
}

/**
 * How long a client's tokens hold, in seconds.
 * Source: API Reference, CreateUserPoolClient: an hour, an hour and thirty days where nothing is set; the units are hours, hours
 * and days; an access or id token holds for five minutes to a day, a refresh token for an hour to ten years.
 *
 * @throws Error that names the property, the value and the range
 */
export function validityOf(inputs: ValidityInputs): UserPoolClientSpec["validity"] {
  const { tokenValidityUnits: units = {} } = inputs;
  return {
    accessToken: seconds("accessTokenValidity", inputs.accessTokenValidity, units.accessToken ?? "hours", HOUR, {
      ...{ min: FIVE_MINUTES, max: DAY, range: "5 minutes to 1 day" },
    }),
    idToken: seconds("idTokenValidity", inputs.idTokenValidity, units.idToken ?? "hours", HOUR, {
      ...{ min: FIVE_MINUTES, max: DAY, range: "5 minutes to 1 day" },
    }),
    refreshToken: seconds("refreshTokenValidity", inputs.refreshTokenValidity, units.refreshToken ?? "days", 30 * DAY, {
      ...{ min: HOUR, max: TEN_YEARS, range: "60 minutes to 10 years" },
    }),
  };
}

function seconds(
  property: string,
  value: number | undefined,
  unit: string,
  fallback: number,
  { min, max, range }: { min: number; max: number; range: string },
): number {
  const factor = UNITS[unit];
  if (factor === undefined) {
    throw new Error(`tokenValidityUnits: "${unit}" must be one of ${Object.keys(UNITS).join(", ")}`);
  }
  if (value === undefined) return fallback;
  const result = value * factor;
  if (result >= min && result <= max) return result;
  throw new Error(`${property} must be from ${range}, got ${value} ${unit}`);
}
