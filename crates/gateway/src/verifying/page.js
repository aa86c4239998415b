// What was typed or chosen goes up as it is; the words that come back are shown as they are.
'use strict'
const at = (id) => document.getElementById(id)
const LARGEST = 4 * 1024 * 1024

function element(tag, text) {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}

function say(words, mood) {
  at('verdict').textContent = words
  at('verdict').className = `note ${mood}`
  at('facts').replaceChildren()
  at('text').replaceChildren()
  at('whole').hidden = true
  at('answer').hidden = false
  at('answer').focus()
}

function fact(label, value) {
  at('facts').append(element('dt', label), element('dd', value))
}

function show(answer) {
  say(answer.message + answer.next, answer.holds ? 'good' : 'bad')
  const statement = answer.statement
  if (!statement) return
  for (const one of statement.facts) fact(one.label, one.value)
  fact('签名者', statement.signer.name)
  fact('签名密钥', statement.signer.key.match(/.{4}/g).join(' '))
  if (statement.signer.ended) fact('密钥', statement.signer.ended)
  statement.text.forEach((lines, page) => {
    at('text').append(element('h2', `第 ${page + 1} 页`), ...lines.map((line) => element('p', line)))
  })
  at('whole').hidden = statement.text.length === 0
}

async function check(form, body) {
  const button = form.querySelector('button')
  button.disabled = true
  try {
    const answer = await fetch('/v1/verify', { method: 'POST', body, headers: { 'Content-Type': 'application/octet-stream' } })
    const said = await answer.json()
    if (answer.ok) show(said)
    else say(said.title + said.detail, 'bad')
  } catch {
    say('没有核对成,可能是网断了。请再试一次。', 'bad')
  }
  button.disabled = false
}

at('by-code').addEventListener('submit', (event) => {
  event.preventDefault()
  check(event.target, at('code').value.replace(/^\s+|[\r\n]+$/g, ''))
})
at('by-file').addEventListener('submit', (event) => {
  event.preventDefault()
  const file = at('file').files[0]
  if (file.size > LARGEST) say('文件太大,最大 4 MB。请核对选的是不是文书的文件。', 'bad')
  else check(event.target, file)
})
