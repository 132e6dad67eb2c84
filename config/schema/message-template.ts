import { z } from "zod";
import { templateFaults } from "../../flux/message-template";

/** A Go template for the message of an image update. @see https://fluxcd.io/flux/components/image/imageupdateautomations/#message-template */
export const messageTemplate = z
  .string("a Go template")
  .min(1, "a Go template that is not empty")
  .superRefine((template, context) => {
    for (const message of templateFaults(template)) context.addIssue({ code: "custom", message });
  });
