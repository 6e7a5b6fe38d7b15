// Small curves, one row for each term, drawn as SVG paths from the numbers that the circuit sends.
const width = 240, height = 44, padding = 3, mostPoints = 240;
const template = `
  <span class="curve-name"></span>
  <svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true"><path class="curve-area"/><path class="curve-line"/></svg>
  <span class="curve-value"></span>`;

class Curves {
  #element; #total = 0; #rows = new Map();

  constructor(element) {
    this.#element = element;
  }

  // Adds iterations; a number that is not greater than the last one begins the curves anew.
  add(points, total) {
    this.#total = total;
    for (const { index, terms } of points) {
      for (const { name, label, value } of terms) {
        const row = this.#rows.get(name) ?? this.#create(name, label);
        if (row.points.length > 0 && index <= row.points.at(-1)[0]) row.points = [];
        row.points.push([index, value]);
      }
    }
    for (const row of this.#rows.values()) this.#draw(row);
  }

  dispose() { this.#rows.clear(); }

  #create(name, label) {
    const element = document.createElement("div");
    element.className = "curve";
    element.dataset.term = name;
    element.innerHTML = template;
    element.querySelector(".curve-name").textContent = label;
    this.#element.append(element);
    const row = {
      points: [],
      line: element.querySelector(".curve-line"),
      area: element.querySelector(".curve-area"),
      value: element.querySelector(".curve-value"),
    };
    this.#rows.set(name, row);
    return row;
  }

  #draw({ points, line, area, value }) {
    if (points.length === 0) return;
    const stride = Math.ceil(points.length / mostPoints);
    const shown = points.filter((_, i) => i % stride === 0 || i === points.length - 1);
    const values = shown.map(point => point[1]);
    const low = Math.min(...values), high = Math.max(...values);
    const first = shown[0][0], last = shown.at(-1)[0];
    const span = Math.max(1, this.#total - first, last - first);
    const path = shown.map(([index, v]) => {
      const x = width * (index - first) / span;
      const y = padding + (height - 2 * padding) * (high > low ? (high - v) / (high - low) : 1);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    }).join("L");
    line.setAttribute("d", `M${path}`);
    area.setAttribute("d", `M${path}V${height}H0Z`);
    value.textContent = Number(values.at(-1).toPrecision(3)).toString();
  }
}

// The element is null when the page went on before the script arrived.
export function attach(element) {
  return element ? new Curves(element) : { add() {}, dispose() {} };
}
