// Draws a trend over the table that the server rendered, so that nothing is known here that is not readable without it.
// The server's own drawing stays where this cannot run, on paper, and for who reads with a screen reader.
import * as echarts from 'echarts/core';
import { BarChart, CustomChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { CanvasRenderer } from 'echarts/renderers';

echarts.use([BarChart, CustomChart, AriaComponent, GridComponent, TooltipComponent, CanvasRenderer]);

const dark = matchMedia('(prefers-color-scheme: dark)');
const still = matchMedia('(prefers-reduced-motion: reduce)');
const format = new Intl.NumberFormat(document.documentElement.lang);

/** The table as the chart needs it: a label, a link and the figures of each step. */
function read(table) {
  const names = [...table.querySelectorAll('thead th')].map(cell => cell.textContent.trim());
  const at = key => [...table.querySelectorAll('thead th')].findIndex(cell => cell.dataset.series === key);
  const rows = [...table.querySelectorAll('tbody tr')].map(row => [...row.children]);
  const figures = key => rows.map(cells => Number(cells[at(key)]?.dataset.value ?? 0));
  return {
    name: key => names[at(key)],
    has: key => at(key) >= 0,
    days: rows.map(cells => cells[0].dataset.short),
    titles: rows.map(cells => cells[0].textContent.trim()),
    marks: rows.map(cells => cells[0].dataset.mark ?? ''),
    links: rows.map(cells => cells[0].querySelector('a')?.href),
    figures,
    earlier: rows.map(cells => cells[at('earlier')]?.dataset.value),
    interval: rows.map(cells => [Number(cells[at('estimated')]?.dataset.from), Number(cells[at('estimated')]?.dataset.to)]),
  };
}

const pen = document.createElement('canvas').getContext('2d');
const face = { fontFamily: 'system-ui, sans-serif', fontSize: 12 };

/** How wide the figures beside an axis may be: an axis ends at most at half as much again as the most that it shows. */
function widest(...figures) {
  pen.font = `${face.fontSize}px ${face.fontFamily}`;
  return Math.ceil(Math.max(...figures.map(most => pen.measureText(format.format(Math.ceil(most * 1.5))).width)));
}

// Columns above, previews below on a scale of their own. Both have the same edges, so that a day stands over itself; at the right there is room for half of a mark.
const labels = 24, title = 36, right = 14;

/** @param height Of the columns with their labels; of everything where there are previews. */
function options(data, width, [height, whole]) {
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(name).trim();
  const [visits, evidence, direct, previews] = ['visits', 'evidence', 'direct', 'previews'].map(data.figures);
  const before = data.earlier.map((figure, i) => [i, Number(figure)]).filter(([i]) => data.earlier[i]);
  const left = widest(...visits, ...before.map(([, figure]) => figure), ...data.strip ? previews : []) + 8;
  const unexplained = visits.map((all, i) => Math.min(direct[i], all - Math.min(evidence[i], all)));
  const bar = (name, values, fill, decal) => ({
    name, type: 'bar', stack: 'visits', data: values, barMaxWidth: 42, animation: !still.matches, animationDuration: 250, cursor: data.links[0] ? 'pointer' : 'default',
    itemStyle: { color: fill, decal },
  });
  // A private link's trend may have visits alone.
  const series = [
    ...data.has('evidence') ? [bar(data.name('evidence'), evidence, color('--accent'))] : [],
    ...data.has('direct') ? [bar(data.name('direct'), unexplained, color('--hatch-ground'), { symbol: 'rect', color: color('--hatch-line'), dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 })] : [],
    bar(data.name('visits'), visits.map((all, i) => all - evidence[i] - unexplained[i]), color('--rest')),
  ];
  if (before.length) {
    // A stroke across each column, as high as the earlier one was.
    series.push({
      name: data.name('earlier'), type: 'custom', z: 4, silent: true, data: before, encode: { x: 0, y: 1 },
      renderItem(_, api) {
        const [x, y] = api.coord([api.value(0), api.value(1)]), half = api.size([1, 0])[0] * 0.46;
        const line = (stroke, lineWidth, lineDash) => ({ type: 'line', shape: { x1: x - half, y1: y, x2: x + half, y2: y }, style: { stroke, lineWidth, lineDash } });
        return { type: 'group', children: [line(color('--card'), 5), line(color('--ink'), 2, [4, 2])] };
      },
    });
  }
  if (data.has('estimated')) {
    series.push({
      name: data.name('estimated'), type: 'custom', z: 5, silent: true, data: data.interval.map(([from, to], i) => [i, from, to]), encode: { x: 0, y: [1, 2] },
      renderItem(_, api) {
        const [from, to] = [1, 2].map(place => api.value(place));
        if (!(to >= from)) return null;
        const [low, high] = [from, to].map(value => api.coord([api.value(0), value]));
        const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: color('--ink'), lineWidth: 2 } });
        return { type: 'group', children: [line(low[0], low[1], high[0], high[1]), line(low[0] - 4, low[1], low[0] + 4, low[1]), line(high[0] - 4, high[1], high[0] + 4, high[1])] };
      },
    });
  }
  const marked = data.marks.some(Boolean);
  if (marked) {
    // The numbers of what is noted under the trend.
    series.push({
      type: 'custom', z: 6, silent: true, data: data.marks.map((mark, i) => [i, 0, mark]).filter(([, , mark]) => mark), encode: { x: 0, y: 1 },
      renderItem({ coordSys }, api) {
        const x = api.coord([api.value(0), 0])[0], y = coordSys.y - 14, number = data.marks[api.value(0)];
        return { type: 'group', children: [
          { type: 'line', shape: { x1: x, y1: y, x2: x, y2: coordSys.y + coordSys.height }, style: { stroke: color('--soft'), lineWidth: 1, lineDash: [3, 3] } },
          { type: 'circle', shape: { cx: x, cy: y, r: 9 }, style: { fill: color('--ink') } },
          { type: 'text', style: { text: number, x, y, align: 'center', verticalAlign: 'middle', fill: color('--card'), fontSize: 11, fontWeight: 'bold' } },
        ] };
      },
    });
  }
  const text = { color: color('--soft'), ...face };
  const line = { lineStyle: { color: color('--line') } };
  const top = marked ? 28 : 12, rows = [[top, height - top - labels]];
  if (data.strip) {
    rows.push([height + title, whole - height - title - 8]);
    series.push({ ...bar(data.name('previews'), previews, color('--typed')), stack: 'previews', xAxisIndex: 1, yAxisIndex: 1 });
  }
  const said = key => `${data.name(key)}: {b|`;
  return {
    aria: { enabled: false }, animation: !still.matches,
    grid: rows.map(([top, height]) => ({ left, right, top, height, outerBoundsMode: 'none' })),
    xAxis: rows.map((_, gridIndex) => ({
      gridIndex, type: 'category', data: data.days, axisTick: { show: false }, axisLine: { lineStyle: { color: color('--soft') } },
      axisLabel: { ...text, show: gridIndex === 0, hideOverlap: true, interval: Math.max(0, Math.ceil(data.days.length / (width / 70)) - 1) },
    })),
    yAxis: rows.map((_, gridIndex) => ({
      gridIndex, type: 'value', minInterval: 1, splitLine: line, axisLabel: { ...text, formatter: value => format.format(value) },
      ...gridIndex === 0 ? { splitNumber: 3 } : { splitNumber: 1, name: data.name('previews'), nameGap: 10, nameTextStyle: { ...text, align: 'left' } },
    })),
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      // Rich text: the page's policy allows no inline style, and HTML tooltips are made of them.
      trigger: 'axis', renderMode: 'richText', confine: true, axisPointer: { type: 'shadow', shadowStyle: { color: color('--line'), opacity: 0.45 } },
      backgroundColor: color('--card'), borderColor: color('--soft'), padding: [8, 12],
      textStyle: { color: color('--ink'), fontSize: 13, lineHeight: 20, rich: { b: { fontWeight: 'bold', color: color('--ink'), fontSize: 13, lineHeight: 20 } } },
      formatter(points) {
        const i = points[0].dataIndex;
        const parts = [`{b|${data.titles[i]}}`, `${said('visits')}${format.format(visits[i])}}`];
        if (data.earlier[i]) parts.push(`${said('earlier')}${format.format(data.earlier[i])}}`);
        for (const key of ['evidence', 'direct', 'ours', 'previews']) if (data.has(key)) parts.push(`${said(key)}${format.format(data.figures(key)[i])}}`);
        const [from, to] = data.interval[i];
        if (to >= from) parts.push(`${said('estimated')}${format.format(from)} – ${format.format(to)}}`);
        return parts.join('\n');
      },
    },
    series,
  };
}

for (const section of document.querySelectorAll('[data-trend]')) {
  const table = section.querySelector('table'), drawn = section.querySelector('.trend-drawn'), strip = section.querySelector('svg.strip-drawn');
  if (!table || !drawn) continue;
  const data = read(table), place = document.createElement('div');
  data.strip = strip !== null && data.has('previews');
  place.className = 'trend-chart';
  place.setAttribute('aria-hidden', 'true'); // the table, and the server's drawing for who cannot see, say the same
  drawn.after(place);
  // Exactly as high as what it takes the place of: nothing below may move.
  const [upper, last] = [drawn, data.strip ? strip : drawn].map(one => one.getBoundingClientRect());
  const heights = [upper.height, last.bottom - upper.top];
  place.style.height = `${heights[1]}px`;
  section.dataset.trend = 'live';
  if (data.strip) section.dataset.strip = 'live';
  const chart = echarts.init(place);
  let width = 0;
  const draw = () => chart.setOption(options(data, width = place.clientWidth, heights), true);
  draw();
  dark.addEventListener('change', draw);
  // It is called once without a change; a press in the middle of drawing anew would be none.
  new ResizeObserver(() => { if (place.clientWidth !== width) { chart.resize(); draw(); } }).observe(place);
  chart.getZr().on('click', event => {
    const i = chart.convertFromPixel({ xAxisIndex: 0 }, event.offsetX);
    if (data.links[i] && [0, 1].some(gridIndex => (gridIndex === 0 || data.strip) && chart.containPixel({ gridIndex }, [event.offsetX, event.offsetY]))) location.href = data.links[i];
  });
}
