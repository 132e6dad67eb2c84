import { runAsyncCommand } from "../../../commands/command";
import { demo } from "./demo";

// What still waits for something of the world, which is gone, keeps nobody waiting.
void runAsyncCommand(demo, process.argv.slice(2)).then((code) => process.exit(code));
