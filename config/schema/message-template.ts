import { z } from "zod";
import { templateFaults, writesNothing } from "../../flux/message-template";

/** A Go template for the message of an image update. @see https://fluxcd.io/flux/components/image/imageupdateautomations/#message-template */
export const messageTemplate = z
  .string("a Go template")
  .min(1, "a Go template that is not empty")
  .superRefine((template, context) => {
    const faults = templateFaults(template);
    for (const message of faults) context.addIssue({ code: "custom", message });
    if (faults.length > 0 || !writesNothing(template)) return;
    const message = "a template that writes something: Flux would commit with an empty message";
    context.addIssue({ code: "custom", message });
  });
