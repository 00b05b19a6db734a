import { createRequire } from 'node:module';

/** The version of this package, from its package.json, which lies beside `src` and `dist`. */
export const version = (createRequire(import.meta.url)('../package.json') as { readonly version: string }).version;
