import type { Delivery } from "../../model/delivery";
import type { IdentityAnnotations, StoreProvider } from "../store";

/** ESO's provider for SSM. @see https://external-secrets.io/latest/provider/aws-parameter-store/ */
export const ssmStoreProvider =
  ({ aws: { region } }: Pick<Delivery, "aws">): StoreProvider =>
  ({ create }, identity) => {
    const serviceAccount = identity ? identity.serviceAccount : create?.serviceAccount;
    return {
      aws: {
        service: "ParameterStore",
        region,
        // A ServiceAccount has its role by an annotation.
        role: identity?.serviceAccount ? undefined : (identity?.role ?? create?.role),
        auth: serviceAccount && { jwt: { serviceAccountRef: { ...serviceAccount } } },
      },
    };
  };

/** @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
export const roleAnnotations: IdentityAnnotations = (role) => ({ "eks.amazonaws.com/role-arn": role });
