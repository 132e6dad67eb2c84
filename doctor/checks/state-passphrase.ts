import { problem, type Check } from "../check";

/** OpenTofu takes no shorter one. @see https://opentofu.org/docs/language/state/encryption/#pbkdf2 */
const shortest = 16;

/** The passphrase that encrypts the states, where one does; that it is set is said by variables. */
export const statePassphrase: Check = {
  name: "state-passphrase",
  of: "delivery",
  *run({ env, delivery: { state } }) {
    const passphrase = env["TF_VAR_state_passphrase"];
    if (state.encryption?.keyProvider !== "pbkdf2" || !passphrase || passphrase.length >= shortest) return;
    yield problem(
      ["state", "encryption"],
      "TF_VAR_state_passphrase is too short",
      `${shortest} characters or more, or OpenTofu refuses it`,
      "Set a longer one, and keep it: without it nobody reads the states.",
    );
  },
};
