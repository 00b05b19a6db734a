/** An integer with commas between its thousands; the tables of locales take longer to load than most networks to run. */
const withCommas = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, ',');

/** A count with its thousands grouped; laws may give fractions of a LUT, which are rounded up. */
export const grouped = (value: number): string => withCommas(Math.ceil(value));

/** A measure with at most one decimal below a thousand, none above; small ones keep three significant digits. */
export function decimal(value: number): string {
  if (Math.abs(value) >= 1000) return withCommas(Math.round(value));
  return Math.abs(value) >= 10 ? String(Number(value.toFixed(1))) : String(Number(value.toPrecision(3)));
}

export const percent = (value: number): string => `${value < 0.1 && value > 0 ? '<0.1' : value.toFixed(1)} %`;

/** Nanoseconds in the unit that keeps the number between 1 and 1000. */
export function duration(nanoseconds: number): string {
  if (nanoseconds < 1e3) return `${decimal(nanoseconds)} ns`;
  if (nanoseconds < 1e6) return `${decimal(nanoseconds / 1e3)} us`;
  return nanoseconds < 1e9 ? `${decimal(nanoseconds / 1e6)} ms` : `${decimal(nanoseconds / 1e9)} s`;
}
