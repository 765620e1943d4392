/* The page behind a village's QR code. Without framework and build step: it has to open in seconds on an old phone. */
(function () {
  'use strict'

  const door = location.hash.slice(1)
  const base = `/api/v1/public/villages/${encodeURIComponent(door)}`
  const KEPT_DRAFT = `yihu-draft-${door}`
  const KEPT_RECEIPTS = `yihu-receipts-${door}`
  const NO_NETWORK = '没有网络。您填的内容保存在手机上，请有信号时再按一次。'
  const $ = id => document.getElementById(id)
  const form = $('form')

  /** An id made here: sent twice, the declaration is kept once. */
  function makeId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    bytes[6] = (bytes[6] & 0x0F) | 0x40
    bytes[8] = (bytes[8] & 0x3F) | 0x80
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-')
  }

  function keep(name, value) {
    try {
      localStorage.setItem(name, JSON.stringify(value))
    }
    catch {} // a private window keeps nothing
  }

  function kept(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(name)) || otherwise
    }
    catch {
      return otherwise
    }
  }

  async function ask(path, method, body) {
    let answer
    try {
      answer = await fetch(base + path, {
        method,
        credentials: 'omit',
        headers: body
          ? { 'Content-Type': 'application/json' }
          : {},
        body: body
          ? JSON.stringify(body)
          : undefined,
      })
    }
    catch {
      throw new Error(NO_NETWORK)
    }
    const told = await answer.json().catch(() => ({}))
    if (answer.ok)
      return told
    const fields = {
      name: '姓名',
      phone: '电话',
      group_name: '村民小组',
      difficulty: '什么困难',
      since: '多久了',
      words: '说一说',
    }
    const wrong = (told.errors || []).map(({ pointer, message }) => `${fields[pointer.slice(1)] || ''}：${message}`)
    throw new Error(wrong.join('；') || [told.title, told.detail !== told.title && told.detail].filter(Boolean).join('。') || '暂时打不开，请稍后再试。')
  }

  function element(tag, text, parent, name) {
    const made = document.createElement(tag)
    made.textContent = text
    if (name)
      made.className = name
    parent.appendChild(made)
    return made
  }

  function choices(select, list) {
    element('option', '请选择', select).value = ''
    for (const { code, label } of list)
      element('option', label, select).value = code
  }

  function show(page) {
    $('place').textContent = page.county_name + page.township_name + page.village_name
    document.title = `${page.village_name} 有困难，扫码说`
    const group = document.createElement(page.groups.length ? 'select' : 'input')
    group.name = 'group_name'
    group.required = true
    if (page.groups.length)
      choices(group, page.groups.map(label => ({ code: label, label })))
    $('group').replaceWith(group)
    choices(form.difficulty, page.difficulties)
    choices(form.since, page.sinces)
    page.notices.forEach(showNotice)
    $('none').hidden = page.notices.length > 0
    document.querySelector('main').hidden = false
    const draft = kept(KEPT_DRAFT, {})
    for (const name of [
      'name',
      'phone',
      'group_name',
      'difficulty',
      'since',
      'words',
    ])
      form[name].value = draft[name] || ''
    showKept()
  }

  function showNotice(notice) {
    element('h3', notice.title, $('board'))
    notice.paragraphs.forEach(text => element('p', text, $('board')))
    notice.rows.forEach(row => element('p', row.slice(1).filter(Boolean).join('　'), $('board'), 'who'))
    element('p', `${notice.signed} ${notice.signed_on}`, $('board'), 'small')
  }

  function filled() {
    const names = [
      'name',
      'phone',
      'group_name',
      'difficulty',
      'since',
      'words',
      'website',
    ]
    return Object.fromEntries(names.map(name => [
      name,
      form[name].value.trim(),
    ]))
  }

  function showKept() {
    $('kept').textContent = ''
    for (const receipt of kept(KEPT_RECEIPTS, []))
      element('button', `查看 ${receipt}`, $('kept')).onclick = () => lookUp(receipt)
  }

  async function lookUp(receipt) {
    $('state').textContent = '正在查……'
    try {
      const told = await ask('/receipts:look-up', 'POST', { receipt })
      const answer = told.answer
        ? `\n答复（${told.answered_on}）：${told.answer}`
        : ''
      $('state').textContent = `${told.received_on} 提交：${told.words}${answer}`
      $('state').style.whiteSpace = 'pre-line'
    }
    catch (error) {
      $('state').textContent = error.message
    }
  }

  /** The code to write down; what was typed need not be kept any longer. */
  function thank(told) {
    $('receipt').textContent = told.receipt
    $('until').textContent = told.due_on
      ? `村里会在 ${told.due_on} 前答复您。`
      : '村里会上门核实。'
    keep(KEPT_RECEIPTS, [told.receipt].concat(kept(KEPT_RECEIPTS, []).filter(one => one !== told.receipt)).slice(0, 5))
    keep(KEPT_DRAFT, {})
    form.reset()
    form.hidden = true
    $('told').hidden = false
    showKept()
    scrollTo(0, 0)
  }

  form.addEventListener('input', () => keep(KEPT_DRAFT, Object.assign(kept(KEPT_DRAFT, {}), filled())))

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const said = filled()
    const asked = {
      name: '姓名',
      phone: '电话',
      group_name: '村民小组',
      difficulty: '什么困难',
      since: '多久了',
    }
    const missing = Object.keys(asked).filter(name => !said[name])
    $('wrong').textContent = missing.length
      ? `请填写：${missing.map(name => asked[name]).join('、')}`
      : ''
    if (missing.length)
      return form[missing[0]].focus()
    // The id belongs to these words: it stays through repeats, and changes when they do.
    const draft = kept(KEPT_DRAFT, {})
    const same = JSON.stringify(said)
    const id = draft.sent === same && draft.id
      ? draft.id
      : makeId()
    keep(KEPT_DRAFT, Object.assign({}, said, { id, sent: same }))
    const button = form.querySelector('button')
    button.disabled = true
    button.textContent = '正在提交……'
    try {
      thank(await ask(`/declarations/${id}`, 'PUT', said))
    }
    catch (error) {
      $('wrong').textContent = error.message
    }
    button.disabled = false
    button.textContent = '提交'
  })

  $('again').addEventListener('click', () => {
    $('told').hidden = true
    form.hidden = false
  })

  $('ask').addEventListener('submit', (event) => {
    event.preventDefault()
    const receipt = event.target.receipt.value.trim()
    if (receipt)
      lookUp(receipt)
  })

  if (door)
    ask('', 'GET').then(show, error => $('place').textContent = error.message)
  else
    $('place').textContent = '请扫描村里张贴的二维码打开。'
})()
