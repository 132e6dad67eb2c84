import type { Edit } from "./row";

export const repositories = "\nrepositories:\n  - name: echo-server\n";
export const credential = "  - name: echo-server\n    registry: ghcr.io\n";
export const end = "          host: echo.dev.developer-friendly.blog\n";

const lines = (indent: number, texts: readonly string[]): string =>
  texts.map((text) => `${" ".repeat(indent)}${text}\n`).join("");

/** The shipped cluster's context, which it needs beside another. */
export const ownContext: Edit = [
  "  - name: blog\n",
  "  - name: blog\n    connection: { type: kubeconfig, context: blog }\n",
];

/** A second cluster. */
export const addCluster = (...fields: string[]): readonly Edit[] => [
  ownContext,
  [
    repositories,
    `  - name: shop\n    connection: { type: kubeconfig, path: kubeconfigs/shop, context: shop }\n${lines(4, fields)}${repositories}`,
  ],
];

/** What follows the shipped environment: fields of its own, environments, applications. */
export const add = (...text: string[]): Edit => [end, end + text.join("")];

const policy = "imagePolicy: { policy: { alphabetical: {} } }";

/** Another environment of the application before it, with an overlay and a namespace of its own. */
export const environment = (name: string, ...fields: string[]): string =>
  `      - name: ${name}\n${lines(8, [...fields, policy, "initialTag: a"])}`;

/** Another application, of the same repository. */
export const application = (name: string, ...fields: string[]): string =>
  `  - name: ${name}\n${lines(4, [...fields, "port: 80", "environments:"])}`;

export const sameRepository = "repository: echo-server";
export const image = "image: { name: ghcr.io/developer-friendly/web }";
