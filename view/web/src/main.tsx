import { render } from "preact";
import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/parts.css";
import "./style/rows.css";
import "./style/screens.css";
import "./style/boards.css";
import { Shell } from "./screens/Shell";
import { startBus } from "./state/bus";
import { startClock } from "./state/clock";
import { startPlace } from "./state/place";
import { startPreferences } from "./state/preferences";

startPreferences();
startPlace();
startClock();
startBus();

const root = document.getElementById("page");
if (root !== null) {
  render(<Shell />, root);
}
