import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { configDefaults } from './defaults.ts';
import { buildConfig, buildSchema, configKeys } from './schema.ts';

const properties = (buildSchema() as { properties: Record<string, { description?: string }> }).properties;

it('the committed schema/build.json is current (else run schema/generate.ts)', () => {
  const file = path.join(import.meta.dirname, '../../schema/build.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(buildSchema())));
});

it('has every key, each with a description, and no other', () => {
  expect(Object.keys(properties)).toEqual(['$schema', ...configKeys]);
  for (const { description } of Object.values(properties)) expect(description).toMatch(/\.$/);
  expect(buildSchema()).toMatchObject({ additionalProperties: false });
});

it('accepts its own defaults and examples', () => {
  expect(buildConfig.safeParse(configDefaults).success).toBe(true);
  for (const [key, property] of Object.entries(properties)) {
    const { examples = [] } = property as { examples?: readonly unknown[] };
    for (const example of examples) expect(buildConfig.safeParse({ [key]: example })).toMatchObject({ success: true });
  }
});
