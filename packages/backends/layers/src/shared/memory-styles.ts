/** Where the weight memories live. */
export const ramStyles = ['auto', 'block', 'distributed'] as const;
export type RamStyle = (typeof ramStyles)[number];
/** Where products are made; `auto` means LUTs. */
export const resTypes = ['auto', 'lut', 'dsp'] as const;
