/** What tells an application's Pods from others: the Deployment's selector, the Service's, and a label of the Pods. */
export const selector = (application: string): { app: string } => ({ app: application });
