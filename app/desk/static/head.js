(function () {
  var root = document.documentElement;
  root.classList.add("scripted");
  try {
    var theme = localStorage.getItem("duizhao-theme");
    if (theme) root.dataset.theme = theme;
  } catch (e) { /* no storage on this page: the system's theme */ }
})();
