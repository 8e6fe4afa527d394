/* Models: the form that finds one, and search and order of the table. The data of a domain is a
   script of its own, loaded when it is asked for: so the page works from a disk. */
(function () {
  "use strict";
  var form = document.getElementById("pick"), out = document.getElementById("picked");
  var loaded = {}, waiting = {}, sentences = form ? JSON.parse(form.dataset.words) : {};

  window.gapwatchChoice = function (key, data) {
    data.rows = data.rows.map(function (cells) {
      var row = {};
      data.columns.forEach(function (name, place) { row[name] = cells[place]; });
      return row;
    });
    loaded[key] = data;
    fillModels(data);
    answer();
  };

  function load(key) {
    if (loaded[key]) { fillModels(loaded[key]); answer(); return; }
    if (waiting[key]) { return; }
    waiting[key] = true;
    var script = document.createElement("script");
    script.src = "assets/choice-" + key + ".js";
    script.onerror = function () { say([["The data of this domain could not be read."]]); };
    document.head.appendChild(script);
  }

  /* A sentence of the command, filled: its parts, of which some may be links. */
  function told(key, values) {
    return sentences[key].split(/\{(\w+)\}/).map(function (part, place) {
      return place % 2 ? values[part] : part.replace(" %", "\u00a0%");
    });
  }

  function text(key, values) { return told(key, values).join(""); }

  function make(tag, text, kind) {
    var made = document.createElement(tag);
    if (text !== undefined && text !== null) { made.textContent = text; }
    if (kind) { made.className = kind; }
    return made;
  }

  /* Numbers as terms/numbers.py writes them. */
  function number(value, places) {
    var text = Math.abs(value).toFixed(places);
    return value < 0 && Number(text) !== 0 ? "\u2212" + text : text;
  }

  function usd(value) {
    if (value > 0 && value < 0.0005) { return "$" + value.toFixed(-Math.floor(Math.log10(value))); }
    var mills = value < 0.1 && Number(value.toFixed(3)) !== Number(value.toFixed(2));
    /* 0.175 is a little less in binary, and reads $0.18 all the same. */
    return "$" + (mills ? number(value, 3) : number(Math.round(value * 100 + 1e-7) / 100, 2));
  }

  function scored(row, data) {
    var value = number(row.score, data.places) + " " + data.unit;
    if (row.low === null) { return value + " (no interval known)"; }
    return value + " (" + number(row.low, data.places) + " to " + number(row.high, data.places) + ")";
  }

  function priced(row) {
    return row.price === null ? "no price known" : usd(row.price) + " per 1M tokens (" + row.basis + ")";
  }

  function better(row, data) { return data.lower ? -row.score : row.score; }

  function notWorse(row, than, data, z) {
    var gap = better(than, data) - better(row, data);
    if (gap <= 0 || row.name === than.name) { return true; }
    if (row.close !== null) { return row.close.some(function (place) { return data.close[place] === than.name; }); }
    if (row.stderr === null || than.stderr === null) { return false; }
    return gap - z * Math.sqrt(row.stderr * row.stderr + than.stderr * than.stderr) <= 0;
  }

  function needs(data) {
    var chosen = form.licence.selectedOptions[0];
    var bar = form.bar.value;
    return {
      grades: chosen.dataset.grades ? chosen.dataset.grades.split(" ") : null,
      licence: chosen.value ? chosen.textContent : null,
      price: form.price.value === "" ? null : Number(form.price.value),
      least: bar === "least" && form.least.value !== "" ? Number(form.least.value) : null,
      than: bar === "than" ? named(data, form.than.value) : null,
      gpu: form.gpu.checked
    };
  }

  function named(data, name) {
    var found = data.rows.find(function (row) { return row.name === name; });
    if (found) { return found; }
    var other = data.others.find(function (cells) { return cells[1] === name; });
    return other ? { name: other[1], score: other[2], stderr: other[3] } : null;
  }

  function fits(row, need, data, z) {
    return (need.grades === null || need.grades.indexOf(row.openness) >= 0) &&
      (need.price === null || (row.price !== null && row.price <= need.price)) &&
      (!need.gpu || row.gpu === 1) &&
      (need.least === null || better(row, data) >= (data.lower ? -need.least : need.least)) &&
      (need.than === null || (row.name !== need.than.name && notWorse(row, need.than, data, z)));
  }

  function byScore(data) {
    return function (one, other) {
      return better(other, data) - better(one, data) ||
        (one.price === null ? Infinity : one.price) - (other.price === null ? Infinity : other.price);
    };
  }

  function byPrice(data) {
    return function (one, other) { return one.price - other.price || byScore(data)(one, other); };
  }

  function without(need, name) {
    var less = Object.assign({}, need);
    name.split(" ").forEach(function (key) { less[key] = key === "gpu" ? false : null; });
    return less;
  }

  function asked(need, data) {
    var parts = [need.licence || text("model")];
    if (need.price !== null) { parts.push(text("max_price", { price: usd(need.price) })); }
    if (need.gpu) { parts.push(text("one_gpu")); }
    if (need.least !== null) { parts.push(text("at_least", { score: String(need.least).replace("-", "\u2212") })); }
    if (need.than) { parts.push(text("not_worse", { model: need.than.name })); }
    return parts.join(" ");
  }

  function link(row) {
    if (!row.model) { return make("bdi", row.name); }
    var made = make("a", row.name);
    made.href = "models/" + row.model + ".html";
    return made;
  }

  function names(rows, data) {
    var shown = rows.slice(0, 3).map(function (row) {
      return row.name + " (" + number(row.score, data.places) + " " + data.unit + ")";
    }).join(", ");
    return shown + (rows.length > 3 ? " and " + (rows.length - 3) + " more" : "");
  }

  function answer() {
    var data = loaded[form.domain.value];
    if (!data) { return; }
    var need = needs(data), z = Number(form.dataset.z);
    function chosen(less) { return data.rows.filter(function (row) { return fits(row, less, data, z); }); }
    function cost(row) { return row.price !== null; }
    var hasBar = need.least !== null || need.than !== null;
    var order = hasBar ? byPrice(data) : byScore(data);
    var found = chosen(need).filter(cost).sort(order);
    var leader = data.rows.filter(function (row) { return row.openness === "closed"; }).sort(byScore(data))[0];
    var lines = [], best = found[0], near, cheap, said = found.slice(0, 6);
    function offered(row) {
      return { model: link(row), score: scored(row, data), price: priced(row), title: data.title,
        asked: asked(need, data), on: data.on };
    }
    if (best) {
      lines.push(told(hasBar ? howCheap(data, need, found) : "best", offered(best)));
      var close = hasBar ? [] : found.slice(1).filter(function (row) { return notWorse(row, best, data, z); });
      if (close.length) { lines.push(told("close", { models: names(close, data) })); }
      lines.push([text("licence", { licence: best.licence.charAt(0).toUpperCase() + best.licence.slice(1) }) +
        (best.doubt ? " " + text("doubt", { evidence: best.doubt }) : "")]);
      if (need.than && need.than.price != null && need.than.price <= best.price) {
        lines.push(told("itself", { model: need.than.name, price: priced(need.than) }));
      }
      if (leader && leader !== best) { lines.push([against(best, leader, data, z)]); said.push(leader); }
    } else if (need.than && chosen(without(need, "than")).indexOf(need.than) >= 0) {
      best = need.than;
      said = [best];
      lines.push(told("only", offered(best)));
    } else {
      lines.push(told("none", { asked: asked(need, data), title: data.title }));
      near = hasBar ? chosen(without(need, "least than")).filter(cost).sort(byScore(data))[0] : null;
      cheap = need.price !== null ? chosen(without(need, "price")).filter(cost).sort(byPrice(data))[0] : null;
      if (near) { lines.push(told("nearest_score", offered(near))); said.push(near); }
      if (cheap) { lines.push(told("nearest_price", offered(cheap))); said.push(cheap); }
    }
    function unfit(key, rows) {
      if (rows.length) { lines.push(told(key, { models: names(rows, data) })); }
      said = said.concat(rows.slice(0, 3));
    }
    unfit("unpriced", chosen(without(need, "price")).filter(function (row) { return !cost(row); }).sort(byScore(data)));
    unfit("unsized", need.gpu ? chosen(without(need, "gpu")).filter(function (row) {
      return row.gpu === null && row.openness !== "closed";
    }).sort(byScore(data)) : []);
    var than = best || near || cheap;
    var ahead = data.others.map(function (cells) {
      return { name: cells[1], score: cells[2], openness: cells[4], on: cells[5] };
    }).filter(function (row) { return than && better(row, data) > better(than, data); });
    function closed(row) { return row.openness === "closed"; }
    unfit("unsold", need.licence || need.gpu ? [] : ahead.filter(closed));
    unfit("unclear", ahead.filter(function (row) { return !closed(row); }));
    if (data.above.length) { lines.push(told("above", { models: data.above.join(", ") })); }
    var series = make("a", data.title + (data.lower ? text("lower", {}) : ""));
    series.href = "series/" + data.series + ".html";
    lines.push(told("scores", { title: series, on: days(said, data), priced_on: data.priced }));
    say(lines, found.slice(1, 6), data, found.length - 6);
  }

  /* The first and the last day of the scores of rows, which are places in the list of days. */
  function days(rows, data) {
    var on = rows.map(function (row) { return row.on; });
    var first = data.days[Math.min.apply(null, on)], last = data.days[Math.max.apply(null, on)];
    if (!rows.length) { return data.on; }
    return first === last ? last : first + " to " + last;
  }

  /* The cheapest, where the newest page names every model with the score that was asked for and is
     current. */
  function howCheap(data, need, found) {
    var sign = data.lower ? -1 : 1;
    var lowest = Math.min.apply(null, found.map(function (row) { return better(row, data); }));
    var least = need.least === null ? lowest : sign * need.least;
    if (!data.whole && (data.floor === null || least < sign * data.floor)) { return "cheap"; }
    return data.current ? "cheapest" : "old";
  }

  function against(best, leader, data, z) {
    var lines = [];
    if (best.price !== null && leader.price) {
      var saving = 1 - best.price / leader.price;
      lines.push(text(Math.abs(saving) < 0.005 ? "same" : saving > 0 ? "less" : "more", {
        share: saving >= 0.995 && saving < 1 ? "over 99" : number(100 * Math.abs(saving), 0),
        model: leader.name,
        told: scored(leader, data) + ", " + usd(leader.price)
      }));
    }
    var apart = Math.abs(Number(leader.score.toFixed(data.places)) - Number(best.score.toFixed(data.places)));
    lines.push(notWorse(best, leader, data, z) ? text("near", { model: leader.name }) :
      text("behind", { apart: number(apart, data.places) + " " + data.difference, model: leader.name }));
    return lines.join(" ");
  }

  function say(lines, others, data, more) {
    out.textContent = "";
    lines.forEach(function (parts, place) {
      var line = make("p", null, place ? "quiet" : "lead");
      parts.forEach(function (part) { line.append(part); });
      out.appendChild(line);
    });
    if (!others || !others.length) { return; }
    var table = make("table", null, "slender");
    table.appendChild(make("caption", "Others that meet your needs" + (more > 0 ? " (and " + more + " more)" : "")));
    var head = table.createTHead().insertRow();
    ["Model and licence", "Score", "USD per 1M"].forEach(function (text, place) {
      var cell = make("th", text, place ? "n" : "");
      cell.scope = "col";
      head.appendChild(cell);
    });
    var body = table.createTBody();
    others.forEach(function (row) {
      var line = body.insertRow(), first = make("th");
      first.scope = "row";
      first.appendChild(link(row));
      first.appendChild(make("small", row.licence + (row.doubt ? "; unconfirmed: " + row.doubt : "")));
      line.appendChild(first);
      var value = make("td", number(row.score, data.places) + " " + data.unit, "n");
      value.appendChild(make("small", row.low === null ? "no interval" :
        number(row.low, data.places) + " to " + number(row.high, data.places)));
      line.appendChild(value);
      line.appendChild(make("td", usd(row.price).slice(1), "n"));
    });
    out.appendChild(table);
  }

  function fillModels(data) {
    var kept = form.than.value || form.than.dataset.wanted || "";
    form.than.textContent = "";
    data.rows.map(function (row) { return [row.name, row]; })
      .concat(data.others.map(function (cells) { return [cells[1], { score: cells[2] }]; }))
      .sort(function (one, other) { return better(other[1], data) - better(one[1], data); })
      .forEach(function (pair) {
        var option = make("option", pair[0]);
        option.value = pair[0];
        form.than.appendChild(option);
      });
    if (named(data, kept)) { form.than.value = kept; }
  }

  function show() {
    form.querySelectorAll("[data-of]").forEach(function (it) { it.hidden = it.dataset.of !== form.bar.value; });
    var words = new URLSearchParams();
    ["domain", "licence", "price", "bar", "least", "than"].forEach(function (name) {
      var used = name !== "least" && name !== "than" || form.bar.value === name;
      if (used && form[name].value) { words.set(name, form[name].value); }
    });
    if (form.gpu.checked) { words.set("gpu", "1"); }
    try { history.replaceState(null, "", "#" + words); } catch (error) { /* an address that may not change */ }
    load(form.domain.value);
  }

  function restore() {
    var words = new URLSearchParams(location.hash.slice(1));
    words.forEach(function (value, name) {
      if (name === "gpu") { form.gpu.checked = true; }
      if (name === "than") { form.than.dataset.wanted = value; }
      if (form[name] && name !== "gpu" && name !== "than") { form[name].value = value; }
    });
    if (!form.domain.value) { form.domain.selectedIndex = 0; }
  }

  if (form) {
    form.hidden = false;
    restore();
    form.addEventListener("input", show);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.querySelectorAll("[data-of]").forEach(function (it) { it.hidden = it.dataset.of !== form.bar.value; });
    load(form.domain.value);
  }

  var table = document.querySelector("table.models"), body = table.tBodies[0], SHOWN = 40;
  var find = document.getElementById("find");
  var label = make("label", "Find a model ", "find"), box = make("input"), count = make("span", "", "quiet");
  box.type = "search";
  count.setAttribute("role", "status");
  label.appendChild(box);
  find.append(label, count);
  function search() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
    Array.prototype.forEach.call(body.rows, function (row) {
      var text = row.textContent.toLowerCase();
      // Without a word, the first ones in this order that somebody can choose by.
      row.hidden = words.length ? !words.every(function (word) { return text.indexOf(word) >= 0; })
        : shown >= SHOWN || (row.cells[4].textContent === "\u2013" && row.cells[5].textContent === "\u2013");
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = " " + shown + " of " + body.rows.length +
      (words.length ? "" : ", the first with a price or a score");
  }
  function sortedBy(cell) { return cell.getAttribute("data-at") || cell.textContent; }
  box.addEventListener("input", search);
  search();
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, place) {
    var button = make("button", head.textContent);
    button.type = "button";
    head.textContent = "";
    head.appendChild(button);
    button.addEventListener("click", function () {
      var down = head.getAttribute("aria-sort") !== "descending";
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (it) { it.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      var numeric = head.classList.contains("n");
      Array.prototype.slice.call(body.rows).sort(function (one, other) {
        var a = sortedBy(one.cells[place]), b = sortedBy(other.cells[place]);
        if (a === "\u2013" || b === "\u2013") { return (a === "\u2013") - (b === "\u2013"); }
        var order = numeric ? parseFloat(a) - parseFloat(b) : a.localeCompare(b);
        return down ? -order : order;
      }).forEach(function (row) { body.appendChild(row); });
      search();
    });
  });
})();
