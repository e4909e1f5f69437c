// Starts what every page of the desk has. Entry scripts (this one, triage.js, …) are never imported by others: what they
// share lies in frame/ and is only imported, so that there is one copy of it whatever address a static file gets.
import { banner } from "./frame/banner.js";
import { keys } from "./frame/keys.js";
import { menus } from "./frame/menus.js";
import { theme } from "./frame/theme.js";
import { times } from "./frame/times.js";
import { tokens } from "./frame/token.js";

for (const start of [theme, menus, keys, times, tokens, banner]) start();
