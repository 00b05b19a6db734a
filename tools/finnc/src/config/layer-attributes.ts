/** What folding files call attributes that layers may have and that are no dimensions, and our names of them. */
export const layerAttributes = Object.freeze({ ram_style: 'ramStyle', resType: 'resType', depth: 'depth' });
