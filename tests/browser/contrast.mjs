// Contrast of text against the pixels behind it, where axe cannot tell because of a gradient or picture.

const HIDE_TEXT = "* { color: transparent !important; -webkit-text-fill-color: transparent !important; text-shadow: none !important; text-decoration-color: transparent !important; transition: none !important } svg :is(text, tspan, #x#x#x#x) { fill: transparent !important }";

// What is too weak: 4.5 is asked for, 3 for large text (WCAG 2.2, 1.4.3). `selectors` are axe's.
export async function contrast(page, selectors) {
  if (!selectors.length) return [];
  const texts = await page.evaluate(describe, selectors);
  await page.evaluate((css) => document.head.insertAdjacentHTML("beforeend", `<style id="hide-text">${css}</style>`), HIDE_TEXT);
  const picture = (await page.screenshot()).toString("base64");
  await page.evaluate(() => document.getElementById("hide-text").remove());
  return page.evaluate(compare, { texts, picture });
}

// Colour, size and rectangles of each text on the screen.
function describe(selectors) {
  return selectors.flatMap((selector) => {
    const element = document.querySelector(selector);
    if (!element) return [];
    // The rectangle around turned text has more in it than what is behind the text.
    if (element.getScreenCTM && Math.abs(element.getScreenCTM().b) > 0.01) return [];
    const style = getComputedStyle(element);
    const section = element.closest("section");
    const scale = section ? section.getBoundingClientRect().width / section.offsetWidth : 1;
    const size = parseFloat(style.fontSize) * scale;
    const rects = [...element.childNodes]
      .filter((node) => node.nodeType === 3 && node.data.trim())
      .flatMap((node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return [...range.getClientRects()].map((r) => [r.left, r.top, r.right, r.bottom]);
      });
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const color = element instanceof SVGElement ? style.fill : style.color;
    return [{ selector, color, large, rects }];
  });
}

async function compare({ texts, picture }) {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + picture)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 0, image.width, image.height);
  const channel = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const paint = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const numbers = (color) => {
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return paint.getImageData(0, 0, 1, 1).data;
  };
  return texts.flatMap(({ selector, color, large, rects }) => {
    const ink = luminance(numbers(color));
    let worst = Infinity;
    for (const [left, top, right, bottom] of rects) {
      for (let y = Math.max(Math.ceil(top), 0); y < Math.min(bottom, image.height); y += 4) {
        for (let x = Math.max(Math.ceil(left), 0); x < Math.min(right, image.width); x += 4) {
          const at = (Math.floor(y) * image.width + Math.floor(x)) * 4;
          worst = Math.min(worst, ratio(ink, luminance(data.subarray(at, at + 3))));
        }
      }
    }
    return worst < (large ? 3 : 4.5) ? [`${selector} ${worst.toFixed(2)}`] : [];
  });
}
