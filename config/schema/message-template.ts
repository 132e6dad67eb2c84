import { z } from "zod";

/** Template data that Flux has removed: an object that uses it stalls until the template is mended. */
const removed = [
  { pattern: /\.Updated\b/, name: ".Updated" },
  { pattern: /\.Changed\.ImageResult\b/, name: ".Changed.ImageResult" },
];

/** A Go template for the message of an image update. @see https://fluxcd.io/flux/components/image/imageupdateautomations/#message-template */
export const messageTemplate = z
  .string("a Go template")
  .min(1, "a Go template that is not empty")
  .superRefine((template, context) => {
    for (const { pattern, name } of removed) {
      if (pattern.test(template)) {
        context.addIssue({
          code: "custom",
          message: `a template without ${name}, which Flux has removed: use .Changed.Changes`,
        });
      }
    }
    if (template.split("{{").length !== template.split("}}").length) {
      context.addIssue({ code: "custom", message: "a Go template in which every {{ has its }}" });
    }
  });
