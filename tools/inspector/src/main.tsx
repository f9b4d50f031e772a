// SPDX-License-Identifier: Apache-2.0
import "uplot/dist/uPlot.min.css";
import "./styles/main.css";
import { render } from "preact";
import { App } from "./app";
import { resume } from "./state/session";

const page = document.getElementById("page");
if (page) {
  page.textContent = "";
  render(<App />, page);
  void resume();
}
