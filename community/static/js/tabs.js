// In a row that is wider than the window, the place where one is stands in sight.
for (const here of document.querySelectorAll(".tabs [aria-current], .staff-nav [aria-current]"))
  for (const row of [here.closest("ul"), here.closest("nav")]) {
    const [inner, outer] = [here.getBoundingClientRect(), row.getBoundingClientRect()];
    if (row.scrollWidth > row.clientWidth) row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }
