/** A registry of Amazon's, whose logins last for twelve hours. */
export interface AmazonRegistry {
  /** Whose it is. @default - the public gallery */
  readonly account?: string | undefined;
  /** Region that logs in to it. */
  readonly region: string;
}

/** What Flux takes for a private registry of Amazon's. @see https://github.com/fluxcd/pkg/blob/main/auth/aws/provider.go */
const privateEcr =
  /^([0-9]{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;

/** The registry of Amazon's that a host is, if it is one. The public gallery's logins are of one region. @see https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html */
export function amazonRegistry(host: string): AmazonRegistry | undefined {
  if (host === "public.ecr.aws") return { region: "us-east-1" };
  const [, account, region] = privateEcr.exec(host) ?? [];
  return region === undefined ? undefined : { account, region };
}

/** An image's name in full: without a registry it is Docker Hub's, as for Flux and the nodes. @see https://github.com/distribution/reference/blob/main/normalize.go */
export const inFull = (image: string): string =>
  /^(?:localhost|[^/]*[.:][^/]*)\//.test(image) ? image : `docker.io/${image}`;

/** The host in an image's name in full. */
export const hostOf = (image: string): string => image.slice(0, image.indexOf("/"));

/** Whose registries Flux can log in to by an identity of its own. @see https://fluxcd.io/flux/components/image/imagerepositories/#provider */
export type RegistryProvider = "aws" | "azure" | "gcp";

/** Whether a host is a registry of a provider's, as Flux tells them. */
export const isOf: Readonly<Record<RegistryProvider, (host: string) => boolean>> = {
  aws: (host) => amazonRegistry(host) !== undefined,
  azure: (host) => /\.azurecr\.(?:io|cn|de|us)$/.test(host),
  gcp: (host) => /^(?:[a-z.-]+\.)?gcr\.io$|-docker\.pkg\.dev$/.test(host),
};

/** Who logs in to a registry where the file does not say: to a private one of Amazon's nothing else can for long. */
export const providerOf = (host: string): RegistryProvider | "generic" =>
  amazonRegistry(host)?.account === undefined ? "generic" : "aws";
