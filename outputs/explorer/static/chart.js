// Draws the chart that a question declares, from the rows of the question's own JSON.
// A module, as the bundle is: its top-level names would otherwise become globals of the page.
const place = document.getElementById("gapwatch-chart");
if (place) {
  document.querySelector(".export-links")?.before(place);
  draw(place).catch((error) => {
    place.textContent = `The chart cannot be drawn: ${error.message}`;
  });
}

async function draw(figure) {
  const address = new URL(figure.dataset.rows, location.href);
  address.searchParams.set("_shape", "objects");
  const answer = await (await fetch(address)).json();
  const spec = JSON.parse(figure.dataset.spec);
  spec.data = { values: answer.rows };
  if (answer.truncated) spec.title.text += ` (the first ${answer.rows.length} rows only)`;
  await window.vegaEmbed(figure, spec, {
    renderer: "svg",
    actions: { export: true, source: false, compiled: false, editor: false },
  });
}
