import { z } from "zod";
import { credentialsIn } from "../backend-credentials";
import { awsRegion, kmsKey } from "./aws";
import { variants } from "./primitives";

/** Stands for the stack's name in a backend's configuration, so that no two stacks share a state. */
export const stackPlaceholder = "<stack>";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const setting: z.ZodType<Json> = z.json();

/** Paths of the nulls in a setting, however deep: a setting that is left empty. */
function empties(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, child]) =>
    empties(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** @param backend the backend whose settings they are, where only one may be */
const settingsOf = (backend?: string) =>
  z
    .record(z.string().regex(/^[a-z][a-z0-9_]*$/, "a setting's name: lowercase letters, digits and '_'"), setting)
    .superRefine((all, context) => {
      for (const { path, home } of credentialsIn(all, backend)) {
        context.addIssue({
          code: "custom",
          path: [...path],
          message: `none in this file: give ${home}`,
          // The value itself would end up in a log.
          params: { given: "a credential" },
        });
      }
      for (const path of empties(all)) {
        context.addIssue({ code: "custom", path: [...path], message: "a value, or no such setting" });
      }
    });

/** Settings that have a field of their own: given twice, the stacks could share one state after all. */
const ownFields = ["bucket", "key", "region"];

const s3Settings = settingsOf("s3").superRefine((all, context) => {
  for (const name of ownFields.filter((field) => field in all)) {
    context.addIssue({ code: "custom", path: [name], message: `no ${name} in settings: give it as state.${name}` });
  }
});

const holdsPlaceholder = (value: unknown): boolean =>
  typeof value === "object" && value !== null
    ? Object.values(value).some(holdsPlaceholder)
    : typeof value === "string" && value.includes(stackPlaceholder);

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = z
  .string("a bucket's name")
  .regex(
    /^(?!.*[.]{2})(?!([0-9]+[.]){3}[0-9]+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "a bucket's name: 3 to 63 lowercase letters, digits, '-' and '.'",
  );

const migrate = z
  .boolean("true or false")
  .default(false)
  .describe("Whether unencrypted state is still read, for the first apply after turning encryption on.");

/**
 * OpenTofu's own encryption of state and plan files, on top of what a backend does.
 * @see https://opentofu.org/docs/language/state/encryption/
 */
const encryption = z
  .discriminatedUnion(
    "keyProvider",
    [
      z.strictObject({
        keyProvider: z
          .literal("pbkdf2")
          .describe("A key derived from the variable state_passphrase, 16 characters or more."),
        migrate,
      }),
      z.strictObject({
        keyProvider: z.literal("aws_kms").describe("A key wrapped by AWS KMS."),
        kmsKeyId: kmsKey.describe("The KMS key."),
        region: awsRegion.optional().describe("The key's region. Default: aws.region."),
        migrate,
      }),
    ],
    variants("keyProvider", "pbkdf2 or aws_kms"),
  )
  .optional()
  .describe("Encrypts state and plan files; needs OpenTofu. Default: none.");

/** Where each stack's state is kept. `<stack>` in a setting is the stack's name. */
export const state = z.discriminatedUnion(
  "backend",
  [
    z.strictObject({
      backend: z.literal("local"),
      directory: z
        .string("a folder relative to the project's root")
        .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\p{Cc}$%]+$/u, "a folder relative to the project's root, inside it")
        .regex(
          /^(?!(?:\.\/+)*(?:cdktf\.out|node_modules|\.git)\/*(?:\/|$))/i,
          "a folder of its own: a synth replaces all of cdktf.out, as npm does node_modules, and .git is Git's",
        )
        .default("state")
        .describe("Folder of the state files, relative to the project's root."),
      encryption,
    }),
    z.strictObject({
      backend: z.literal("s3"),
      bucket: bucketName.describe("The bucket."),
      region: z
        .string("a region's name")
        .regex(/^[a-z0-9-]+$/, "a region's name: lowercase letters, digits and '-'")
        .optional()
        .describe("The bucket's region. Default: aws.region."),
      key: z
        .string("an object key")
        .regex(
          /^(?=.{1,1000}$)(?!\/)[^\p{Cc}]*<stack>[^\p{Cc}]*(?<!\/)$/u,
          `an object key that holds ${stackPlaceholder}, without '/' at its ends, at most 1000 characters`,
        )
        .default(`${stackPlaceholder}.tfstate`)
        .describe("Object key of a stack's state."),
      settings: s3Settings.default({}).describe("Further settings of the s3 backend, such as profile or endpoints."),
      encryption,
    }),
    z.strictObject({
      backend: z.literal("other"),
      type: z
        .string("a backend's type such as gcs")
        .regex(
          /^(?!(local|s3|remote|cloud)$)[a-z][a-z0-9_]*$/,
          "the type of another backend, such as gcs, azurerm or http",
        )
        .describe("The backend's type."),
      settings: settingsOf()
        .refine(
          holdsPlaceholder,
          `settings of which one holds ${stackPlaceholder}, or the stacks overwrite each other's state`,
        )
        // Not a default, which would go unchecked.
        .prefault({})
        .describe("The backend's settings, passed through as they are."),
      encryption,
    }),
  ],
  variants("backend", "local, s3 or other"),
);
