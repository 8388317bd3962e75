/** Functions that are run in the page: they may use nothing from outside themselves. */

/** Words that stand out less from what is behind them than WCAG's level AA asks for, each with its contrast. */
export const faintWords = (): string[] => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const rgba = (color: string): number[] => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]: number[]): number => {
    const [red, green, blue] = [r!, g!, b!].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const contrast = (one: string, other: string): number => {
    const [dark, bright] = [light(rgba(one)), light(rgba(other))].sort((a, b) => a - b);
    return (bright! + 0.05) / (dark! + 0.05);
  };
  const behind = (element: Element): string => {
    const state = element.closest<SVGElement>('.words');
    const box = state
      ? document.querySelector(`.state[data-state="${state.dataset.state}"] > .box`)
      : element.closest('.label')?.querySelector('.plate');
    if (box) return getComputedStyle(box).fill;
    for (let at: Element | null = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (rgba(backgroundColor)[3] === 255) return backgroundColor;
    }
    return 'white';
  };
  const isJudged = (element: Element): boolean =>
    element.checkVisibility() &&
    !element.closest('.unseen, :disabled, title, noscript') &&
    element.getClientRects().length > 0;
  const faint: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement!;
    const words = texts.currentNode.textContent!.trim();
    if (words === '' || !isJudged(element)) continue;
    const style = getComputedStyle(element);
    const color = element instanceof SVGElement ? style.fill : style.color;
    const found = contrast(color, behind(element));
    if (found < 4.5) faint.push(`${words}: ${found.toFixed(2)}, ${color} on ${behind(element)}`);
  }
  return faint;
};

/** Marks of states that stand out too little: three to one is asked for where a thing is no text. */
export const faintMarks = (): string[] => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  const luminance = (color: string): number => {
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const parts = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * parts[0]! + 0.7152 * parts[1]! + 0.0722 * parts[2]!;
  };
  const root = getComputedStyle(document.documentElement);
  const paper = luminance(root.getPropertyValue('--paper'));
  return ['running', 'starting', 'finishing', 'backoff', 'down', 'accent', 'bad', 'plot'].filter((name) => {
    const mark = luminance(root.getPropertyValue(`--${name}`));
    return (Math.max(mark, paper) + 0.05) / (Math.min(mark, paper) + 0.05) < 3;
  });
};
