import type { Delivery } from "../../model/delivery";
import type { StoreProvider } from "../store";

/** ESO's provider for SSM. @see https://external-secrets.io/latest/provider/aws-parameter-store/ */
export const ssmStoreProvider =
  ({ aws: { region } }: Pick<Delivery, "aws">): StoreProvider =>
  ({ create }) => {
    const { role, serviceAccount } = create ?? {};
    return {
      aws: {
        service: "ParameterStore",
        region,
        role,
        auth: serviceAccount && { jwt: { serviceAccountRef: { ...serviceAccount } } },
      },
    };
  };
