import type { Locator } from '@playwright/test'
import { expect } from '@playwright/test'

/** Opens a select: the options of its own list, not of one that is still fading away. */
export async function optionsOf(box: Locator): Promise<Locator> {
  // The kit lays the placeholder over the input, and hears clicks on what holds both.
  await box.locator('xpath=ancestor::div[contains(@class, "el-select__wrapper")]').click()
  await expect(box).toHaveAttribute('aria-expanded', 'true')
  const list = await box.getAttribute('aria-controls')
  return box.page().locator(`[id="${list}"]`).getByRole('option')
}
