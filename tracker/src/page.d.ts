/** True in the build that also watches links, forms, shares and copies, reads the article's description and heeds consent tools. */
declare const EXTRA: boolean;

interface Navigator {
  readonly globalPrivacyControl?: boolean;
}

interface Document {
  readonly prerendering?: boolean;
}

interface PerformanceNavigationTiming {
  readonly activationStart: number;
}

interface Window {
  murmure: Murmure;
  TelegramWebview?: unknown;
  TelegramWebviewProxy?: unknown;
}

/** What a page calls; the calls that came before the script wait in `q`. */
interface Murmure {
  (name: string, given?: unknown, options?: unknown): void;
  q: { push(call: ArrayLike<unknown>): void };
  /** Set by the first tracker of a page; any further one stops there. */
  v?: string;
  /** Generation of the share that brought this document, 0 without one. For share buttons. */
  g?: number;
  /** How much may be told now: 2 is everything. For the survey. */
  x?: () => number;
}
