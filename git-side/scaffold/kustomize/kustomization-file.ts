/** The fields of kustomize's own file that we write. @see https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface KustomizationFile {
  readonly apiVersion: "kustomize.config.k8s.io/v1beta1";
  readonly kind: "Kustomization";
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly components?: readonly string[] | undefined;
  /** Each changes an object of the base by what the file says otherwise. */
  readonly patches?: readonly { readonly path: string }[] | undefined;
  readonly configMapGenerator?: readonly { readonly name: string; readonly envs: readonly string[] }[];
  readonly labels: readonly {
    readonly pairs: Readonly<Record<string, string>>;
    /** Labels the Pods too; selectors, which can't be changed, are left alone. */
    readonly includeTemplates: true;
  }[];
  readonly images?: readonly { readonly name: string; readonly newTag: string; readonly digest?: string | undefined }[];
}
