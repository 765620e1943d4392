import type { FieldValues } from '@/office/parts/fields'
import { VUE_QUERY_CLIENT } from '@tanstack/vue-query'
import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from '@/api/client'
import { changedFields, differences, settled } from '@/office/parts/conflict'
import ConflictChoice from '@/office/parts/ConflictChoice.vue'
import { useEdit } from '@/office/parts/edit'
import { code, text } from '@/office/parts/fields'
import { queryClientWith } from './make'

describe('changes of a form', () => {
  it('are the fields that say something else than before; emptied ones are null', () => {
    expect(changedFields({
      a: '1',
      b: 'x',
      c: null,
      d: ['p'],
    }, {
      a: '1',
      b: '',
      c: '',
      d: ['p', 'q'],
    }))
      .toEqual({
        b: null,
        d: ['p', 'q'],
      })
  })

  it('clash only where the other person changed the same field to something else', () => {
    const found = differences({ a: '1', b: '1', c: '1' }, { a: '2', b: '2', c: '2' }, { a: '1', b: '3', c: '2' })
    expect(found).toEqual([
      {
        name: 'a',
        mine: '2',
        theirs: '1',
        clash: false,
      },
      {
        name: 'b',
        mine: '2',
        theirs: '3',
        clash: true,
      },
    ])
    expect(settled(found, { b: 'theirs' })).toEqual({ a: '2' })
    expect(settled(found, { b: 'mine' })).toEqual({ a: '2', b: '2' })
  })
})

describe('saving', () => {
  const stale = new ApiError(412, { title: '内容已被他人修改', status: 412 })
  const send = vi.fn<(patch: FieldValues, version: number) => Promise<void>>()
  const done = vi.fn()
  const start = {
    values: { main_cause: 'illness', address: '' },
    version: 1,
  }

  function editing(theirs: FieldValues) {
    const reload = async () => ({
      values: {
        ...start.values,
        ...theirs,
      },
      version: 2,
    })
    return useEdit({ start, send, reload }, done)
  }

  beforeEach(() => {
    send.mockReset()
    done.mockReset()
  })

  it('sends only what was changed, over the version that was seen', async () => {
    const edit = editing({})
    edit.form.value.address = '大树下'
    await edit.saving.submit()
    expect(send).toHaveBeenCalledExactlyOnceWith({ address: '大树下' }, 1)
    expect(done).toHaveBeenCalledOnce()
  })

  it('puts changes to different fields together without asking', async () => {
    send.mockRejectedValueOnce(stale)
    const edit = editing({ main_cause: 'disability' })
    edit.form.value.address = '大树下'
    await edit.saving.submit()
    expect(send).toHaveBeenLastCalledWith({ address: '大树下' }, 2)
    expect(done).toHaveBeenCalledOnce()
  })

  it('asks when both changed the same field, and writes what was chosen', async () => {
    send.mockRejectedValueOnce(stale)
    const edit = editing({ main_cause: 'disability' })
    Object.assign(edit.form.value, { main_cause: 'schooling', address: '大树下' })
    await edit.saving.submit()
    expect(done).not.toHaveBeenCalled()
    expect(edit.found.value.filter(one => one.clash)).toEqual([
      {
        name: 'main_cause',
        mine: 'schooling',
        theirs: 'disability',
        clash: true,
      },
    ])
    await edit.choose({ main_cause: 'theirs' })
    expect(send).toHaveBeenLastCalledWith({ address: '大树下' }, 2)
    expect(done).toHaveBeenCalledOnce()
  })

  it('keeps the form open and says why when the server refuses', async () => {
    send.mockRejectedValueOnce(new ApiError(422, { title: '填写有误', status: 422 }))
    const edit = editing({})
    edit.form.value.address = '大树下'
    await edit.saving.submit()
    expect(edit.saving.failure.value).toBe('填写有误')
    expect(done).not.toHaveBeenCalled()
  })
})

describe('the conflict dialog', () => {
  const props = {
    fields: [
      code('main_cause', '主要致贫原因', 'poverty_cause'),
      text('address', '住址'),
    ],
    found: [
      {
        name: 'main_cause',
        mine: 'schooling',
        theirs: 'disability',
        clash: true,
      },
      {
        name: 'address',
        mine: '大树下',
        theirs: null,
        clash: false,
      },
    ],
  }
  const open = () => mount(ConflictChoice, {
    props,
    global: {
      provide: {
        [VUE_QUERY_CLIENT]: queryClientWith({
          poverty_cause: { schooling: '因学', disability: '因残' },
        }),
      },
    },
  })

  it('shows both values of the clashing field in words, and only of that', () => {
    const cells = open().findAll('tbody tr').map(row => row.text())
    expect(cells).toHaveLength(1)
    expect(cells[0]).toMatch(/主要致贫原因.*因学.*因残/)
  })

  it('saves only after every clash has been decided', async () => {
    const dialog = open()
    const save = dialog.findAll('button').find(button => button.text() === '按选择保存')!
    expect(save.attributes('disabled')).toBeDefined()
    await dialog.findAll('input[type=radio]')[1]!.setValue()
    await flushPromises()
    expect(save.attributes('disabled')).toBeUndefined()
    await save.trigger('click')
    expect(dialog.emitted('choose')).toEqual([
      [
        { main_cause: 'theirs' },
      ],
    ])
  })
})
