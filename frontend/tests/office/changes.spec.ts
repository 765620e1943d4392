import { expect, it } from 'vitest'
import { changeLines } from '@/office/registry/changes'

const words = {
  label: (_: string, code: string) => ({ illness: '因病', disability: '因残' })[code] ?? code,
  place: (code: string) => code,
}

it('tells an edit field by field in words, and nothing twice', () => {
  const changes = {
    main_cause: ['illness', 'disability'],
    phone: ['***', '***'],
    phone_masked: [null, '138****1234'],
  }
  expect(changeLines({ changes }, words)).toEqual(['主要致贫原因：因病 → 因残', '联系电话：未填 → 138****1234'])
})

it('tells an import as the import told it, with the name of its file', () => {
  const changes = [
    {
      field: 'name',
      title: '姓名',
      old: '杜世林',
      new: '鲁芳平',
    },
  ]
  expect(changeLines({ source: '成员信息.xlsx', changes }, words)).toEqual(['文件：成员信息.xlsx', '姓名：杜世林 → 鲁芳平'])
})

it('tells the reason of an unmasking', () => {
  expect(changeLines({ reason: '核对档案' }, words)).toEqual(['原因：核对档案'])
})
