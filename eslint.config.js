// @ts-check
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Who may import whom; the reasons stand in docs, beside the same table. A plugin imports `finnc` alone. */
const mayImport = {
  'packages/ir': [],
  'packages/frontend': ['@finnc/ir'],
  'packages/passes': ['@finnc/ir'],
  'packages/backends/target': ['@finnc/ir'],
  'packages/backends/hls': ['@finnc/ir'],
  'packages/backends/rtl': ['@finnc/ir'],
  'packages/backends/simulator': ['@finnc/ir'],
  'packages/backends/report': ['@finnc/ir'],
  'packages/backends/cycles': ['@finnc/ir'],
  'packages/backends/layers': [
    '@finnc/ir',
    '@finnc/target',
    '@finnc/backend-hls',
    '@finnc/backend-rtl',
    '@finnc/backend-simulator',
  ],
};
const ours = [
  '@finnc/ir',
  '@finnc/frontend',
  '@finnc/passes',
  '@finnc/target',
  '@finnc/backend-hls',
  '@finnc/backend-rtl',
  '@finnc/backend-simulator',
  '@finnc/backend-report',
  '@finnc/cycles',
  '@finnc/layers',
  'finnc',
];
const itself = {
  'packages/ir': '@finnc/ir',
  'packages/frontend': '@finnc/frontend',
  'packages/passes': '@finnc/passes',
  'packages/backends/target': '@finnc/target',
  'packages/backends/hls': '@finnc/backend-hls',
  'packages/backends/rtl': '@finnc/backend-rtl',
  'packages/backends/simulator': '@finnc/backend-simulator',
  'packages/backends/report': '@finnc/backend-report',
  'packages/backends/cycles': '@finnc/cycles',
  'packages/backends/layers': '@finnc/layers',
};

const typed = ['packages/**/*.ts', 'tools/**/*.ts', 'examples/**/*.ts'];
const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/*.test.*.ts', '**/test/**/*.ts', '**/testing/**/*.ts'];

/** The names themselves and their subpaths, as one pattern. */
const anyOf = (/** @type {readonly string[]} */ names) => `^(${names.join('|')})(/|$)`;

/** @type {(dir: keyof typeof mayImport, more: readonly object[]) => import('eslint').Linter.RulesRecord} */
const imports = (dir, more) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      patterns: [
        {
          regex: anyOf(ours.filter((name) => !mayImport[dir].includes(name) && name !== itself[dir])),
          message: `${dir} may import ${mayImport[dir].join(', ') || 'nothing of ours'}.`,
        },
        { regex: anyOf([itself[dir]]), message: 'Import your own package by relative paths.' },
        ...more,
      ],
    },
  ],
});

export default defineConfig(
  {
    ignores: [
      '**/dist/**',
      '**/build/**',
      '**/node_modules/**',
      '**/*.generated.ts',
      'examples/models/**',
      'finnc-build/**',
      '.nx/**',
      'coverage/**',
    ],
  },
  {
    files: typed,
    extends: [tseslint.configs.strictTypeChecked],
    // One program for the repository: one a package would check the lower packages again for each above them.
    languageOptions: {
      parserOptions: { project: 'tools/checks/tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowAny: false, allowNullish: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Typed arrays are read by index within known bounds; a check in a hot loop would only hide that.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Facets and ops carry their types in generic parameters that a call site names once.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Answers of facets and ops are functions in object literals, written as methods, and use no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // A facet without a context is `Facet<void, …>`.
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // There are no enums: erasableSyntaxOnly refuses them.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // noUncheckedIndexedAccess makes some checks of destructured defaults look unnecessary.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.{js,mjs,ts}'],
    ignores: typed,
    extends: [tseslint.configs.recommended],
    rules: { '@typescript-eslint/no-explicit-any': 'error', eqeqeq: 'error' },
  },
  { files: ['tools/**/*.ts', ...tests], rules: { 'no-console': 'off' } },

  // The table, for code and tests alike; code must also run in a worker or a browser.
  ...Object.keys(mayImport).map((name) => {
    const dir = /** @type {keyof typeof mayImport} */ (name);
    return { files: [`${dir}/**/*.ts`], rules: imports(dir, []) };
  }),
  ...Object.keys(mayImport).map((name) => {
    const dir = /** @type {keyof typeof mayImport} */ (name);
    return {
      files: [`${dir}/src/**/*.ts`],
      ignores: tests,
      rules: {
        ...imports(dir, [
          { regex: '^node:', message: 'The compiler is values in, values out: no disk, no process, no Node modules.' },
          { regex: '^(vitest|@finnc/ir/testing)(/|$)', message: 'Only tests and testing helpers import this.' },
        ]),
        'no-restricted-globals': ['error', 'Buffer', 'process', 'require', '__dirname'],
      },
    };
  }),
  // What a package exports for Node alone, beside an entry that runs anywhere.
  {
    files: ['packages/backends/simulator/src/node/**/*.ts'],
    ignores: tests,
    rules: { ...imports('packages/backends/simulator', []), 'no-restricted-globals': 'off' },
  },
  {
    files: ['examples/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^@finnc/', message: 'A plugin imports finnc, finnc/plugin and finnc/testing.' }] },
      ],
    },
  },
);
