/** Opens the built page in the browser, and notices everything that a page should never do. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildWeb } from '../build.ts';
import { openBrowser } from './browser.ts';
import { openStandIn, type StandIn, type StandInOptions } from './stand-in.ts';

export interface OpenedPage {
  page: Page;
  /** Console errors and warnings, uncaught errors, breaches of the content security policy. */
  complaints: string[];
  /** Requests to any origin but the page's own; none is let through. */
  foreign: string[];
}

export interface Pages {
  browser: Browser;
  open(standIn: StandIn, path?: string, options?: BrowserContextOptions): Promise<OpenedPage>;
  /** A stand-in server that is closed with the rest. */
  serve(options?: StandInOptions): Promise<StandIn>;
  close(): Promise<void>;
}

/** A browser over a fresh build. Close it in `afterAll`. */
export async function openPages(): Promise<Pages> {
  await buildWeb();
  const browser = await openBrowser();
  const servers: StandIn[] = [];
  return {
    browser,
    async open(standIn, path = '/', options = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      const complaints: string[] = [];
      const foreign: string[] = [];
      await context.route(
        (url) => url.origin !== standIn.url && url.protocol.startsWith('http'),
        (route) => {
          foreign.push(route.request().url());
          return route.abort();
        },
      );
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
      });
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
        });
      });
      await page.goto(standIn.url + path);
      return { page, complaints, foreign };
    },
    async serve(options) {
      const standIn = await openStandIn(options);
      servers.push(standIn);
      return standIn;
    },
    async close() {
      await browser.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** Asks a question through the composer. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question);
  await page.keyboard.press('Enter');
}

/** Waits until the last answer is over. */
export async function answered(page: Page): Promise<void> {
  await page.locator('.answer').last().and(page.locator('[aria-busy=false]')).waitFor();
}

/** How far the page is wider than its window, in pixels. */
export async function overflowPx(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}
