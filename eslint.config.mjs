import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: [".gen/**", "cdktf.out/**", "dist/**", "node_modules/**", "**/*.mjs", "**/*.cjs", ".gen-*/**"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Constructs and resources exist by being made.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      // zod and cdktf mark what they have no replacement for.
      "@typescript-eslint/no-deprecated": "off",
      "@typescript-eslint/no-floating-promises": [
        "error",
        // node:test reports a test's failure itself.
        {
          allowForKnownSafeCalls: [
            { from: "package", package: "node:test", name: ["test", "it", "describe", "suite", "default"] },
          ],
        },
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^@cdktf/provider-[a-z]+$",
              message: "Import the resource's own path: a provider's index costs seconds and hundreds of MB.",
            },
          ],
        },
      ],
    },
  },
);
