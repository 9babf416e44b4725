/* 菜单 v1.2 | 北岭新闻网 */
(function ($) {
  "use strict";
  var menu = { open: false, items: ["要闻", "渔业", "天气"] };
  function toggle(event) {
    event.preventDefault();
    menu.open = !menu.open;
    $("#menu").toggleClass("open", menu.open);
  }
  $(document).ready(function () { $(".button").on("click", toggle); });
})(jQuery);
