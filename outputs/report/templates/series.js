/* The line under a chart, for the pointer and the arrow keys. Without it a page says the same in
   its tables. */
(function () {
  "use strict";
  var store = document.getElementById("chart-data");
  if (!store) { return; }
  var KINDS = ["closed", "open"];
  var sets = JSON.parse(store.textContent).map(function (set) {
    set.first = Date.parse(set.span[0]);
    set.last = Date.parse(set.span[1]);
    set.points.forEach(function (point, place) {
      KINDS.forEach(function (kind) {
        if (point[kind] === undefined && place) { point[kind] = set.points[place - 1][kind]; }
      });
    });
    set.days = set.points.map(function (point) { return Math.max(set.first, Date.parse(point.on)); });
    return set;
  });

  function make(tag, text, kind) {
    var made = document.createElement(tag);
    if (text) { made.textContent = text; }
    if (kind) { made.className = kind; }
    return made;
  }

  function seen(plot) {
    return Array.from(plot.querySelectorAll("svg")).find(function (svg) {
      return svg.getBoundingClientRect().width > 0;
    });
  }

  function held(days, moment) {
    var place = -1;
    for (var at = 0; at < days.length && days[at] <= moment; at += 1) { place = at; }
    return place;
  }

  function tell(box, set, place) {
    var point = set.points[place];
    var parts = [make("b", "From " + point.day)];
    if (point.gap) {
      parts.push(make("span", "gap " + point.gap + (point.interval ? " (" + point.interval + ")" : "")));
    }
    KINDS.forEach(function (kind) {
      var side = point[kind];
      if (!side) { return; }
      var one = make("span");
      var page = set.pages[side[3]];
      one.append(make("span", kind, kind), " " + side[0] + " " + side[1]);
      if (page) {
        var link = make(page[1] ? "a" : "span", page[0]);
        if (page[1]) {
          link.href = page[1];
          link.rel = "noopener noreferrer";
        }
        one.append(", ", link);
      }
      if (side[2]) { one.append(" (" + side[2] + ")"); }
      parts.push(one);
    });
    var line = box.querySelector(".readout");
    line.replaceChildren.apply(line, parts);
    var cursor = box.querySelector(".cursor");
    var edges = seen(box).dataset;
    var share = (set.days[place] - set.first) / Math.max(1, set.last - set.first);
    var wide = seen(box).getBoundingClientRect().width;
    cursor.hidden = false;
    cursor.style.left = wide * (Number(edges.left) + share * (edges.right - edges.left)) + "px";
    box.dataset.place = String(place);
  }

  function ready(box) {
    var plot = box.querySelector(".plot");
    var set = sets.find(function (one) { return one.charts.includes(box.dataset.chart); });
    if (!set || !set.points.length) { return; }
    var days = set.days;
    var cursor = make("div", "", "cursor");
    cursor.hidden = true;
    plot.append(cursor);
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", plot.querySelector("title").textContent +
      ". Left and right arrow keys read the change points.");
    plot.addEventListener("pointermove", function (event) {
      var svg = seen(plot);
      var area = svg.getBoundingClientRect();
      var at = (event.clientX - area.left) / area.width - svg.dataset.left;
      var share = Math.min(1, at / (svg.dataset.right - svg.dataset.left));
      var place = held(days, set.first + (set.last - set.first) * share);
      if (place >= 0 && String(place) !== box.dataset.place) { tell(box, set, place); }
    });
    plot.addEventListener("keydown", function (event) {
      var now = box.dataset.place === undefined ? days.length : Number(box.dataset.place);
      var to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: days.length - 1 }[event.key];
      if (to === undefined) { return; }
      event.preventDefault();
      tell(box, set, Math.min(days.length - 1, Math.max(0, to)));
    });
    box.querySelector(".readout").textContent =
      "Point at the chart, or focus it and use the arrow keys, to read its change points.";
  }

  document.querySelectorAll("[data-chart]").forEach(ready);
}());
