// A headless Chromium from the packages of the project: nothing is downloaded, and none has to be installed.
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await chromium.executablePath();
  return playwright.launch({ executablePath, args: [...chromium.args, '--no-sandbox', '--headless'] });
}
