import type { Service } from "../../../.gen/crds";
import type { Application } from "../../../model/delivery";
import { servicePort } from "../../../model/names";
import { selector } from "./selector";

/** What the application's route leads to, on to the Pods' port `http`. */
export const service = ({ objectName: name }: Application): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { selector: selector(name), ports: [{ name: "http", port: servicePort, targetPort: "http" }] },
});
