import { z } from "zod";

/** Stands for the stack's name in a backend's configuration, so that no two stacks share a state. */
export const stackPlaceholder = "<stack>";

/** Settings of backends that hold a credential: they come from the environment or `-backend-config`, never from the file. */
const secretSettings =
  /^(access_key|secret_key|token|password|conn_str|sas_token|client_secret|client_certificate_password|sse_customer_key|encryption_key|credentials|access_token)$/;

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const setting: z.ZodType<Json> = z.json("a JSON value");

const settings = z
  .record(
    z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/, "a setting's name: lowercase letters, digits and '_'")
      .refine(
        (name) => !secretSettings.test(name),
        "no credential: give it by the environment or `tofu init -backend-config`",
      ),
    setting,
  )
  .default({});

/** Where each stack's state is kept. `<stack>` in a setting is the stack's name. */
export const state = z.discriminatedUnion(
  "backend",
  [
    z.strictObject({
      backend: z.literal("local"),
      directory: z
        .string("a folder relative to the project's root")
        .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\p{Cc}$%]+$/u, "a folder relative to the project's root, inside it")
        .default("state")
        .describe("Folder of the state files, relative to the project's root."),
    }),
    z.strictObject({
      backend: z.literal("s3"),
      bucket: z
        .string("a bucket's name")
        .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket's name")
        .describe("The bucket."),
      region: z.string("the bucket's region").optional().describe("The bucket's region. Default: aws.region."),
      key: z
        .string("an object key")
        .includes(stackPlaceholder, `an object key that holds ${stackPlaceholder}`)
        .default(`${stackPlaceholder}.tfstate`)
        .describe("Object key of a stack's state."),
      settings: settings.describe("Further settings of the s3 backend, such as profile or endpoints."),
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
      settings: settings
        .refine(
          (all) => JSON.stringify(all).includes(stackPlaceholder),
          `settings of which one holds ${stackPlaceholder}, or the stacks overwrite each other's state`,
        )
        .describe("The backend's settings, passed through as they are."),
    }),
  ],
  "one of the backends local, s3 or other",
);
