/**
 * Writes build.json beside this file from the schema in src/config/schema.ts:
 *
 *   node --import tsx --conditions=@finnc/source tools/finnc/schema/generate.ts
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'prettier';
import { buildSchema } from '../src/config/schema.ts';

const text = await format(JSON.stringify(buildSchema()), { parser: 'json', printWidth: 120 });
writeFileSync(path.join(import.meta.dirname, 'build.json'), text);
