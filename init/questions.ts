/** What a first delivery file needs to be told, and what each answer must be. */
import { z } from "zod";
import { aws, awsRegion } from "../config/schema/aws";
import { eksClusterName } from "../config/schema/cluster";
import { bucketName } from "../config/schema/state";
import { github } from "../config/schema/github";
import {
  dnsLabel,
  email,
  gitHubLogin,
  gitHubRepository,
  gitHubUser,
  imageName,
  line,
  port,
  serviceName,
  workloadNamespace,
} from "../config/schema/primitives";
import type { Found } from "./found";

/** Answers so far, by the questions' names; each is right by itself. */
export type Answers = Readonly<Partial<Record<QuestionName, string>>>;

/** Every answer that is needed, and what else there is: of eks and context one. */
export type AllAnswers = Readonly<Record<Exclude<QuestionName, OptionalName | "context">, string>> & Answers;

export interface Question {
  /** Its flag. */
  readonly name: QuestionName;
  /** What it asks for. */
  readonly words: string;
  readonly schema: z.ZodType;
  /** What stands for no answer. @default - there must be one, but for an optional question */
  readonly proposal?: (found: Found, answers: Answers) => string | undefined;
  /** Whether it is asked at all, by what was answered before. @default - always */
  readonly isAsked?: (answers: Answers) => boolean;
}

/** Questions that may go without an answer. */
const optionalNames = ["account", "bucket", "eks"] as const;
type OptionalName = (typeof optionalNames)[number];

export const isOptional = ({ name }: Question): boolean => optionalNames.some((each) => each === name);

export const questionNames = [
  "organization",
  "bot",
  "bot-name",
  "bot-email",
  "region",
  "account",
  "bucket",
  "eks",
  "context",
  "cluster",
  "repository",
  "application",
  "image",
  "port",
  "environment",
  "namespace",
] as const;
export type QuestionName = (typeof questionNames)[number];

/** The nearest name that Kubernetes takes, if any is near. */
export function asDnsLabel(text: string): string | undefined {
  const label = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
  return label === "" ? undefined : label;
}

/** The part of a context that tells clusters apart: of EKS' the cluster's name. */
const shortName = (context: string): string => context.slice(context.lastIndexOf("/") + 1);

const portText = z
  .string()
  .regex(/^[0-9]{1,5}$/, "a port number from 1 to 65535")
  .transform(Number)
  .pipe(port);

/** In the order in which they are asked. */
export const questions: readonly Question[] = [
  {
    name: "organization",
    words: "GitHub organization",
    schema: gitHubLogin,
    proposal: ({ organization }) => organization,
  },
  { name: "bot", words: "GitHub login of the bot, which commits image updates", schema: gitHubUser },
  {
    name: "bot-name",
    words: "Name of the bot in commits",
    schema: github.shape.bot.shape.name,
    proposal: (_, { bot }) => bot,
  },
  { name: "bot-email", words: "Verified e-mail of the bot's account", schema: email },
  { name: "region", words: "AWS region of the secrets", schema: awsRegion, proposal: ({ region }) => region },
  {
    name: "account",
    words: "AWS account, so that credentials of another are refused",
    schema: aws.shape.accountId,
    proposal: ({ account }) => account,
  },
  {
    name: "bucket",
    words: "S3 bucket of OpenTofu's states; without, they are in the folder state/ here",
    schema: bucketName,
  },
  {
    name: "eks",
    words: "Name of the cluster in EKS; without, it is one of ~/.kube/config",
    schema: eksClusterName,
    isAsked: ({ context }) => context === undefined,
  },
  {
    name: "context",
    words: "Context of the cluster in ~/.kube/config",
    schema: line("a context's name, as kubectl config get-contexts lists them"),
    proposal: ({ context }) => context,
    isAsked: ({ eks }) => eks === undefined,
  },
  {
    name: "cluster",
    words: "Name of the cluster here",
    schema: dnsLabel,
    proposal: (_, { eks, context = "" }) => asDnsLabel(eks ?? shortName(context)),
  },
  { name: "repository", words: "GitHub repository of the application", schema: gitHubRepository },
  {
    name: "application",
    words: "Name of the application",
    schema: serviceName,
    proposal: (_, { repository = "" }) => asDnsLabel(repository),
  },
  {
    name: "image",
    words: "Its image, without a tag",
    schema: imageName,
    proposal: (_, { organization = "", repository = "" }) => {
      const name = `ghcr.io/${organization}/${repository}`.toLowerCase();
      return imageName.safeParse(name).success ? name : undefined;
    },
  },
  { name: "port", words: "Port that its container listens on", schema: portText, proposal: () => "8080" },
  { name: "environment", words: "Its first environment", schema: dnsLabel, proposal: () => "dev" },
  {
    name: "namespace",
    words: "Namespace of that, which the stacks make",
    schema: workloadNamespace,
    proposal: (_, { application = "", environment = "" }) => asDnsLabel(`${application}-${environment}`),
  },
];

/** What is wrong with an answer, as "expected ..." goes on; undefined where it is right. */
export function expected({ schema }: Question, answer: string): string | undefined {
  const { success, error } = schema.safeParse(answer);
  return success ? undefined : (error.issues[0]?.message ?? "something else");
}
