/* The slider over past days. It only chooses among the ready texts and places of past/days.js:
   what was said on a day was made by the code that makes today's words. */
(function () {
  "use strict";
  var data = window.gapwatchPast;
  var box = document.querySelector(".slide");
  if (!data || !box) { return; }
  var slider = document.getElementById("then-day");
  var DAY = 86400000;
  var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  var first = Date.parse(data.first);
  var last = Math.round((Date.parse(data.last) - first) / DAY);
  var SVG = "http://www.w3.org/2000/svg";
  var kept = [];

  function inForce(rows, place) {
    var low = 0, high = rows.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (rows[middle][0] <= place) { low = middle + 1; } else { high = middle; }
    }
    return low ? rows[low - 1] : null;
  }
  function text(place) { return place === null ? "" : data.texts[place]; }
  function words(place) {
    var on = new Date(first + place * DAY);
    return on.getUTCDate() + " " + MONTHS[on.getUTCMonth()] + " " + on.getUTCFullYear();
  }
  function mark(svg, name, about) {
    var one = document.createElementNS(SVG, name);
    Object.keys(about).forEach(function (key) { one.setAttribute(key, about[key]); });
    svg.append(one);
  }
  function node(tag, said, kind) {
    var one = document.createElement(tag);
    one.textContent = said;
    if (kind) { one.className = kind; }
    return one;
  }

  function draw(svg, now, low, high, then) {
    svg.querySelectorAll(":scope > :not(.zero)").forEach(function (one) { one.remove(); });
    var zero = Number(svg.querySelector(".zero").getAttribute("x1"));
    if (then !== null && now !== null) {
      mark(svg, "line", { "class": "way", x1: then, x2: now, y1: 11, y2: 11 });
    }
    if (low !== null && high !== null) {
      mark(svg, "line", { "class": "reach", x1: low, x2: high, y1: 11, y2: 11 });
    }
    if (then !== null) { mark(svg, "circle", { "class": "then", cx: then, cy: 11, r: 4 }); }
    if (now !== null) {
      mark(svg, "circle", { "class": now > zero ? "now closed" : "now open", cx: now, cy: 11, r: 4.5 });
    }
    svg.setAttribute("aria-label", "Gap as published by that day, and as the newest data tell it");
  }

  function tell(line, place) {
    var rows = data.series[line.dataset.series];
    var row = rows ? inForce(rows, place) : null;
    var gap = line.querySelector(".b-gap"), said = line.querySelector(".b-said");
    var lead = line.querySelector(".b-lead"), svg = line.querySelector(".b-dots svg");
    line.classList.toggle("unpublished", !row || !text(row[6]));
    gap.replaceChildren(node("b", row ? text(row[1]) : ""), " ", node("span", row ? text(row[2]) : "", "unit"));
    said.className = "b-said verdict " + (row ? text(row[4]) : "");
    said.textContent = row ? text(row[3]) : "left out";
    if (row && text(row[5])) { said.append(node("small", text(row[5]))); }
    lead.replaceChildren();
    if (row && text(row[6])) {
      lead.append(node("span", text(row[6]), "closed"), " / ", node("span", text(row[7]), "open"));
    }
    line.querySelector(".b-age").textContent = row ? text(row[8]) : "";
    if (svg) { draw(svg, row ? row[9] : null, row ? row[10] : null, row ? row[11] : null, row ? row[12] : null); }
  }

  /* A name that the day runs through would stand half in the light: it goes. */
  function halve(svg) {
    var line = svg.querySelector("line.veil").getBoundingClientRect();
    svg.querySelectorAll("text").forEach(function (one) {
      var box = one.getBoundingClientRect();
      var isCut = box.left < line.left && line.left < box.right && box.top < line.bottom;
      one.classList.toggle("halved", isCut);
    });
  }

  function chart(place, said) {
    document.querySelectorAll(".hero .veil").forEach(function (one) { one.remove(); });
    document.querySelectorAll(".hero .halved").forEach(function (one) { one.classList.remove("halved"); });
    if (place === last) { return; }
    Object.keys(data.charts).forEach(function (kind, at) {
      var svg = document.querySelector(".hero svg." + kind), it = data.charts[kind];
      if (!svg) { return; }
      var share = Math.min(1, Math.max(0, (place - it[4]) / (it[5] - it[4])));
      var x = it[0] + (it[1] - it[0]) * share;
      mark(svg, "rect", { "class": "veil", x: x, y: 0, width: it[1] - x + 4, height: it[3] - 1 });
      mark(svg, "line", { "class": "veil", x1: x, x2: x, y1: 0, y2: it[3] });
      halve(svg);
      ["closed", "open"].forEach(function (side, other) {
        var y = said[3 + 2 * at + other];
        if (y !== null && y !== undefined) {
          mark(svg, "circle", { "class": "veil ring " + side, cx: x, cy: y, r: 5 });
        }
      });
    });
  }

  /* A screen reader says the title again only when it is another. */
  function say(where, said) {
    var one = box.querySelector(where);
    if (one.textContent !== said) { one.textContent = said; }
  }

  function show(place) {
    var isNow = place === last;
    var said = inForce(data.said, place), now = inForce(data.now, place);
    var on = isNow ? "today" : words(place);
    document.getElementById("then-on").textContent = on;
    slider.setAttribute("aria-valuetext", on);
    box.querySelector(".two").hidden = isNow;
    document.body.classList.toggle("in-past", !isNow);
    say(".then-title", text(said[1]));
    say(".then-said", text(said[2]));
    say(".then-now", text(now[1]));
    document.querySelectorAll(".then-only").forEach(function (one) { one.hidden = isNow; });
    document.querySelectorAll(".now-only").forEach(function (one) { one.hidden = !isNow; });
    box.querySelector(".then-rings").hidden = said.slice(3).every(function (y) { return y === null; });
    chart(place, said);
    if (isNow) {
      kept.forEach(function (one) { one[0].replaceWith(one[1]); });
      kept = [];
      return;
    }
    if (!kept.length) {
      document.querySelectorAll(".bench, .b-domain").forEach(function (one) {
        kept.push([one, one.cloneNode(true)]);
      });
      document.querySelectorAll(".boards details").forEach(function (one) { one.open = true; });
    }
    document.querySelectorAll(".bench").forEach(function (one) { tell(one, place); });
    document.querySelectorAll(".b-domain").forEach(function (one) {
      var row = inForce(data.domains[one.dataset.domain] || [], place);
      one.querySelector(".direction").textContent = row ? text(row[1]) : "";
    });
  }

  slider.max = last;
  slider.value = last;
  slider.addEventListener("input", function () { show(Number(slider.value)); });
  document.getElementById("then-today").addEventListener("click", function () {
    slider.value = last;
    show(last);
  });
  box.hidden = false;
}());
