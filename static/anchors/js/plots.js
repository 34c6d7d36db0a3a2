/* "Look closer": draws a chart once more with Plotly, for hovering and zooming. Loaded only where a page offers it, and
   Plotly only when somebody presses the button. The drawing made on the server comes back with the same button. */

const INK = "#212b32";
const RULE = "#d8dde0";
const FILL = "#12436D";
const CLOSER = "Look closer";
const PLAIN = "Show the plain chart";
const ROOM = 46; /* px that a label under the axis needs */
let loading = null;

export function offerPlots(address) {
  document.querySelectorAll("[data-plot]").forEach((chart) => offerPlot(chart, address));
}

function offerPlot(chart, address) {
  const stage = document.createElement("div");
  stage.className = "anchors-plot";
  stage.hidden = true;
  stage.setAttribute("role", "img");
  stage.setAttribute("aria-label", chart.querySelector("svg").getAttribute("aria-label"));
  const button = document.createElement("button");
  button.type = "button";
  button.className = "anchors-link anchors-small anchors-noprint";
  button.textContent = CLOSER;
  button.addEventListener("click", async () => {
    const isOpen = button.textContent === PLAIN;
    if (!isOpen) {
      stage.hidden = false;
      await draw(stage, JSON.parse(chart.dataset.plot), address);
    }
    stage.hidden = isOpen;
    chart.classList.toggle("anchors-figure__chart--behind", !isOpen);
    button.textContent = isOpen ? CLOSER : PLAIN;
  });
  chart.after(stage, button);
}

function plotly(address) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  return loading;
}

async function draw(stage, plot, address) {
  const Plotly = await plotly(address);
  const every = Math.ceil((plot.names.length * ROOM) / stage.clientWidth);
  const shown = plot.names.filter((_, index) => index % every === 0);
  const series = { x: plot.names, y: plot.values, hovertext: plot.labels, hoverinfo: "text" };
  const look = plot.kind === "line"
    ? { type: "scatter", mode: "lines+markers", line: { color: FILL, width: 3 }, connectgaps: false }
    : { type: "bar", marker: { color: FILL } };
  await Plotly.newPlot(stage, [{ ...series, ...look }], {
    height: 320,
    margin: { l: 64, r: 8, t: 8, b: 48 },
    font: { family: getComputedStyle(document.body).fontFamily, size: 14, color: INK },
    hoverlabel: { bgcolor: "#fff", bordercolor: INK, font: { size: 16, color: INK } },
    xaxis: {
      type: "category", tickangle: 0, linecolor: INK, tickvals: shown, ticktext: shown.map((name) => name.replace(" ", "<br>")),
    },
    yaxis: { type: "linear", rangemode: "tozero", gridcolor: RULE, tickprefix: plot.prefix, ticksuffix: plot.suffix },
    paper_bgcolor: "#fff",
    plot_bgcolor: "#fff",
  }, { responsive: true, displaylogo: false, displayModeBar: false });
}
