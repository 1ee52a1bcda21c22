import tseslint from 'typescript-eslint'

const strict = tseslint.configs.strictTypeChecked

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/generated/**', '**/*.generated.ts', '**/coverage/**', '**/.data/**', 'bench/**', 'clients/**', '**/*.cjs', 'eslint.config.js'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [strict],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.ts'] }, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // Numbers and booleans read well in sentences and keys.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Listeners and setters read best as one short expression, whatever it answers.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // Our parts are records of closures; taking one of their functions along is how they are handed on.
      '@typescript-eslint/unbound-method': 'off',
      // GraphQL's `kind` is compared with its literal.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // A port's asynchronous method may be fulfilled by one that happens to need no await.
      '@typescript-eslint/require-await': 'off',
      // Ports are classes of their own in tests and adapters; an empty body says "nothing to do".
      '@typescript-eslint/no-empty-function': 'off',
      // `T extends object` parameters that name a shape for the reader are used once.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // The contracts count code points, and a spread gives exactly those.
      '@typescript-eslint/no-misused-spread': 'off',
      // What came as JSON is shown as it came.
      '@typescript-eslint/no-base-to-string': 'off',
      // Generated clients say `{}` for an answer without content, and undici's classes stand for the global ones.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // What narrowing found before an await is not true after it: `signal.aborted` is asked again and again.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/ban-ts-comment': 'error',
      'no-console': ['error', { allow: ['error', 'warn', 'log'] }],
      // `== null` asks for null and undefined at once, and says so.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['gateway/src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ group: ['@switchboard/company-*', '@switchboard/companies*', '@switchboard/prisma*', '@switchboard/users*', '@switchboard/messages*'], message: 'The gateway knows no domain and no company.' }] }],
    },
  },
  {
    // Tests look at shapes they do not own and hand in things that types forbid.
    files: ['**/test/**/*.ts', '**/*.test.ts', 'e2e/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
)
