"use strict";
// The page is whole without this script; it adds searching, printing and links that open.
(function () {
  const root = document.documentElement;
  const find = (selector, from) => Array.from((from || document).querySelectorAll(selector));

  for (const language of ["en", "zh"]) {
    const choice = document.getElementById("lang-" + language);
    choice.addEventListener("change", function () {
      root.dataset.lang = language;
      root.lang = language === "zh" ? "zh-Hans" : "en";
    });
    // A browser may restore the choice of an earlier visit.
    if (choice.checked) choice.dispatchEvent(new Event("change"));
  }

  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  function openTarget() {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView();
    (target.querySelector("summary") || target).focus({ preventScroll: true });
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();

  const search = document.getElementById("search");
  if (!search) return;
  search.hidden = false;
  const query = document.getElementById("query");
  const hits = find("#hits span");
  const issues = find("details.issue");
  const stories = find("details.story");
  const opened = new Set();

  function wanted() {
    const text = query.value.trim().toLowerCase();
    if (!text) return null;
    const parts = text.split(/[\s,;，；]+/).filter(Boolean);
    // A list names ids; a few words may also be part of a title.
    return function (element) {
      const shown = element.textContent.toLowerCase();
      return shown.includes(text) || parts.some((part) => element.dataset.key.toLowerCase().includes(part));
    };
  }

  function filter() {
    const matches = wanted();
    let count = 0;
    for (const issue of issues) {
      let any = false;
      for (const row of find("tbody tr", issue)) {
        row.hidden = matches !== null && !matches(row);
        any = any || !row.hidden;
      }
      issue.hidden = matches !== null && !any;
      if (matches && any && !issue.open) { issue.open = true; opened.add(issue); }
      if (!matches && opened.has(issue)) { issue.open = false; opened.delete(issue); }
    }
    for (const story of stories) {
      story.hidden = matches !== null && !matches(story);
      if (!story.hidden) count += 1;
    }
    hits[0].textContent = matches ? count + (count === 1 ? " record" : " records") : "";
    hits[1].textContent = matches ? count + " 个" : "";
  }

  let waiting = 0;
  query.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 120);
  });
})();
