import { attempt } from '../parts/ask'
import { saveFile, showFile } from '../parts/files'

const BASE = '/api/v1/loan-notices'

/** Printing the open written letters of a whole village in one go. */
export function villagePrints(regionCode: string, regionName: string) {
  const query = `region_code=${regionCode}&state=open`
  return [
    {
      label: '打印（PDF）',
      run: () => attempt(() => showFile(`${BASE}/letters.pdf?${query}`)),
    },
    {
      label: '下载 Word',
      run: () => attempt(() => saveFile(`${BASE}/letters.docx?${query}`, `${regionName}到期通知书.docx`)),
    },
  ]
}

/** Printing one letter. */
export function letterPrints(id: string, name: string) {
  return [
    {
      label: '打印',
      run: () => attempt(() => showFile(`${BASE}/${id}/letter.pdf`)),
    },
    {
      label: 'Word',
      run: () => attempt(() => saveFile(`${BASE}/${id}/letter.docx`, `${name}到期通知书.docx`)),
    },
  ]
}
