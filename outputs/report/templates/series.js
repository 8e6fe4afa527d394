/* The line under the picture by release date, for the pointer and the arrow keys. Without it a page
   says the same in its tables. */
(function () {
  "use strict";
  var box = document.querySelector(".hero"), plot = box.querySelector(".plot");
  var set = JSON.parse(document.getElementById("chart-data").textContent);
  var KINDS = ["closed", "open"], last = set.points.length - 1, now = last + 1;
  var first = Date.parse(set.span[0]), days = Date.parse(set.span[1]) - first;
  set.points.forEach(function (point, place) {
    KINDS.forEach(function (kind) {
      if (point[kind] === undefined && place) { point[kind] = set.points[place - 1][kind]; }
    });
    point.at = Math.max(first, Date.parse(point.on));
  });

  function make(tag, text, kind) {
    var made = document.createElement(tag);
    made.textContent = text;
    made.className = kind || "";
    return made;
  }

  function seen() {
    return Array.from(plot.querySelectorAll("svg")).find(function (svg) {
      return svg.getBoundingClientRect().width > 0;
    });
  }

  function tell(place) {
    var point = set.points[place], parts = [make("b", "From " + point.day)];
    now = place;
    if (point.gap) { parts.push(make("span", "gap " + point.gap)); }
    KINDS.forEach(function (kind) {
      var side = point[kind];
      if (!side) { return; }
      var one = make("span", "");
      one.append(make("span", kind, kind), " " + side[0] + " " + side[1] + (side[2] ? " (" + side[2] + ")" : ""));
      parts.push(one);
    });
    var line = box.querySelector(".readout"), edges = seen().dataset;
    line.replaceChildren.apply(line, parts);
    cursor.hidden = false;
    cursor.style.left = seen().getBoundingClientRect().width *
      (Number(edges.left) + (point.at - first) / Math.max(1, days) * (edges.right - edges.left)) + "px";
  }

  var cursor = make("div", "", "cursor");
  cursor.hidden = true;
  plot.append(cursor);
  plot.tabIndex = 0;
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", plot.querySelector("title").textContent +
    ". Left and right arrow keys read the change points.");
  plot.addEventListener("pointermove", function (event) {
    var area = seen().getBoundingClientRect(), edges = seen().dataset;
    var share = ((event.clientX - area.left) / area.width - edges.left) / (edges.right - edges.left);
    var moment = first + days * Math.min(1, share);
    var place = set.points.filter(function (point) { return point.at <= moment; }).length - 1;
    if (place >= 0 && place !== now) { tell(place); }
  });
  plot.addEventListener("keydown", function (event) {
    var to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[event.key];
    if (to === undefined) { return; }
    event.preventDefault();
    tell(Math.min(last, Math.max(0, to)));
  });
  box.querySelector(".readout").textContent =
    "Point at the chart, touch it, or focus it and use the arrow keys, to read its change points.";
}());
