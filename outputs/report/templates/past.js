/* The slider over past days. It only chooses among the ready words of the page: what was said on a
   day was made by the code that makes today's. */
(function () {
  "use strict";
  var store = document.getElementById("past-days");
  var box = document.querySelector(".slide");
  if (!store || !box) { return; }
  var data = JSON.parse(store.textContent);
  var slider = document.getElementById("then-day");
  var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

  function inForce(rows, place) {
    return rows.filter(function (row) { return row[0] <= place; }).pop();
  }
  function words(place) {
    var on = new Date(Date.parse(data.first) + place * 86400000);
    return on.getUTCDate() + " " + MONTHS[on.getUTCMonth()] + " " + on.getUTCFullYear();
  }
  /* A screen reader says the title again only when it is another. */
  function say(where, said) {
    var one = box.querySelector(where);
    if (one.textContent !== said) { one.textContent = said; }
  }
  function show() {
    var place = Number(slider.value), said = inForce(data.said, place);
    slider.setAttribute("aria-valuetext", words(place));
    say("#then-on", words(place));
    say(".then-title", said[1]);
    say(".then-said", said[2]);
  }

  slider.max = data.last;
  slider.value = data.last;
  slider.addEventListener("input", show);
  show();
  box.hidden = false;
}());
