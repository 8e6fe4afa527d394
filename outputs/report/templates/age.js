/* How old a day is, in its place: a page that said it itself would be another one every day. */
document.querySelectorAll("time[data-age]").forEach(function (it) {
  var days = Math.floor((Date.now() - Date.parse(it.dateTime)) / 864e5);
  it.title = it.textContent || it.dateTime;
  it.textContent = days < 1 ? "today" : days + (days === 1 ? " day old" : " days old");
});
