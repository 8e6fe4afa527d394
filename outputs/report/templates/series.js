/* The line under a chart (pointer and arrow keys), and Vega on demand for zoom and tooltips.
   Everything lives in this function: the Vega bundle leaks globals of its own. */
(function () {
  "use strict";
  var script = document.currentScript;
  var store = document.getElementById("chart-data");
  if (!store) { return; }
  var whole = JSON.parse(store.textContent);
  var sets = [whole].concat(whole.more || []).map(function (set) {
    set.first = Date.parse(set.span[0]);
    set.last = Date.parse(set.span[1]);
    set.days = set.points.map(function (point) { return Math.max(set.first, Date.parse(point.on)); });
    return set;
  });
  var loading = null;

  function setOf(box) {
    return sets.find(function (set) { return box.dataset.chart in set.specs; });
  }

  function make(tag, text, kind) {
    var made = document.createElement(tag);
    if (text) { made.textContent = text; }
    if (kind) { made.className = kind; }
    return made;
  }

  function share(set, moment) {
    return 100 * (moment - set.first) / Math.max(1, set.last - set.first);
  }

  function held(days, moment) {
    var place = -1;
    for (var at = 0; at < days.length && days[at] <= moment; at += 1) { place = at; }
    return place;
  }

  function tell(box, place) {
    var set = setOf(box);
    var point = set.points[place];
    var line = box.querySelector(".readout");
    var parts = [point.told ? make("span", point.told) : make("b", "From " + point.day)];
    if (point.gap) {
      parts.push(make("span", "gap " + point.gap + (point.interval ? " (" + point.interval + ")" : "")));
    }
    (point.sides || []).forEach(function (side) {
      var one = make("span");
      one.append(make("span", side.kind, side.kind), " " + side.model + " " + side.value + ", ");
      if (side.link) {
        var link = make("a", side.where);
        link.href = side.link;
        link.rel = "noopener noreferrer";
        one.append(link);
      } else {
        one.append(side.where);
      }
      if (side.dated) { one.append(" (" + side.dated + ")"); }
      parts.push(one);
    });
    line.replaceChildren.apply(line, parts);
    var cursor = box.querySelector(".cursor");
    cursor.hidden = false;
    cursor.style.left = share(set, set.days[place]) + "%";
    box.dataset.place = String(place);
  }

  function follow(box, moment) {
    var place = held(setOf(box).days, moment);
    if (place >= 0 && String(place) !== box.dataset.place) { tell(box, place); }
  }

  function colours(value) {
    if (typeof value === "string" && value.indexOf("var(--") === 0) {
      return getComputedStyle(document.documentElement).getPropertyValue(value.slice(4, -1)).trim();
    }
    if (Array.isArray(value)) { return value.map(colours); }
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(function (pair) {
        return [pair[0], colours(pair[1])];
      }));
    }
    return value;
  }

  function vega() {
    loading = loading || new Promise(function (done, failed) {
      var bundle = make("script");
      bundle.src = script.dataset.vega;
      bundle.onload = function () { done(window.vegaEmbed); };
      bundle.onerror = failed;
      document.head.append(bundle);
    });
    return loading;
  }

  function draw(box, button) {
    button.disabled = true;
    button.textContent = "Loading";
    vega().then(function (embed) {
      var live = box.querySelector(".moving");
      live.hidden = false;
      var dark = matchMedia("(prefers-color-scheme: dark)").matches;
      return embed(live, colours(setOf(box).specs[box.dataset.chart]), {
        actions: false, ast: true, renderer: "svg", tooltip: { theme: dark ? "dark" : "light" }
      });
    }).then(function (drawn) {
      box.classList.add("is-live");
      box.querySelector(".moving").addEventListener("pointermove", function (event) {
        var area = box.querySelector(".moving svg").getBoundingClientRect();
        var x = event.clientX - area.left - drawn.view.origin()[0];
        follow(box, drawn.view.scale("x").invert(x).getTime());
      });
      button.textContent = "Drag to move, Ctrl and wheel to zoom, double click for all";
    }).catch(function () {
      box.querySelector(".moving").hidden = true;
      button.textContent = "The interactive chart could not be loaded";
    });
  }

  function ready(box) {
    var plot = box.querySelector(".plot");
    var still = box.querySelector(".still");
    var set = setOf(box);
    if (!set || !set.points.length) { return; }
    var days = set.days;
    var cursor = make("div", "", "cursor");
    cursor.hidden = true;
    still.append(cursor);
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", box.querySelector("figcaption").textContent.trim() +
      ". Left and right arrow keys read the change points.");
    still.addEventListener("pointermove", function (event) {
      var area = still.getBoundingClientRect();
      follow(box, set.first + (set.last - set.first) * (event.clientX - area.left) / area.width);
    });
    plot.addEventListener("keydown", function (event) {
      var now = box.dataset.place === undefined ? days.length : Number(box.dataset.place);
      var to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: days.length - 1 }[event.key];
      if (to === undefined) { return; }
      event.preventDefault();
      tell(box, Math.min(days.length - 1, Math.max(0, to)));
    });
    var button = make("button", "Zoom and point");
    button.type = "button";
    button.addEventListener("click", function () { draw(box, button); });
    box.querySelector(".readout").textContent =
      "Point at the chart, or focus it and use the arrow keys, to read its change points.";
    box.querySelector(".tools").prepend(button, " ");
  }

  document.querySelectorAll("[data-chart]").forEach(ready);
}());
