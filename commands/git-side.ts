/** Writes the application's repository: `npm run git-side -- --help`. */
import { run } from "../git-side/run";

process.exitCode = run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
