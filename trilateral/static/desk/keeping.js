// Nothing typed into a form of the desk is lost: it is kept as a private draft while somebody types, in this browser where
// the desk cannot be reached, and it is sent once.
//
// A form is kept where it holds <input type="hidden" name="draft"> with a key of its own, as templates/admin/keep.html
// writes it. The input says where to (data-keep), for whom (data-person), under which name (data-label), and where to
// sign in again (data-login); data-form names the address of the form where it is not that of the page. An element with
// data-kept in the form, or one made at its end, tells how it stands. A form on its way has data-sending. Needs storage.js.
'use strict'
const PAUSE = 3000 // ms between the last key and keeping
const PATIENCE = 15000 // ms until a form that was sent may be sent again

// Keeps one form. Everything it does may fail without a word said wrongly: what is not kept is said to be not kept.
class Kept {
  constructor (input) {
    this.input = input
    this.form = input.form
    this.status = this.form.querySelector('[data-kept]') || this.form.appendChild(Object.assign(document.createElement('p'), { className: 'kept' }))
    this.status.setAttribute('role', 'status')
    this.address = input.dataset.form || window.location.pathname
    this.prefix = `desk-draft:${input.dataset.person}:`
    this.isReady = false // the next submit goes through
    this.isBusy = false // a submit is on its way
    this.last = this.text() // as it was when it was opened or kept last
    this.timer = 0
    this.flight = null
    for (const kind of ['input', 'change']) this.form.addEventListener(kind, () => this.later())
    this.form.addEventListener('change', event => { if (event.target.type === 'file') this.say('') })
    if (window.django && window.django.jQuery) window.django.jQuery(this.form).on('change', () => this.later())
    for (const kind of ['formset:added', 'formset:removed']) document.addEventListener(kind, () => this.later())
    this.form.addEventListener('submit', event => this.submitted(event))
    document.addEventListener('visibilitychange', () => document.hidden ? this.leave() : this.back())
    window.addEventListener('pagehide', () => this.leave())
    window.addEventListener('online', () => this.back())
    window.addEventListener('pageshow', event => { if (event.persisted) this.free() })
    this.pushLocal()
  }

  pairs () {
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === 'string' && !name.includes('__prefix__'))
  }

  text () {
    return JSON.stringify(this.pairs().filter(([name]) => name !== 'csrfmiddlewaretoken'))
  }

  get hasFile () {
    return [...this.form.elements].some(control => control.type === 'file' && control.files.length > 0)
  }

  say (words, link) {
    const file = this.hasFile ? ' The chosen file is not kept: choose it again before you save.' : ''
    this.status.replaceChildren(document.createTextNode((words + (link ? ' ' : file)).trimStart()))
    if (link) {
      const anchor = Object.assign(document.createElement('a'), { href: link.href, textContent: link.words })
      if (link.newTab) Object.assign(anchor, { target: '_blank', rel: 'noopener' })
      this.status.append(anchor, document.createTextNode(`.${file}`))
    }
  }

  // Asking the desk: 'kept', 'out', 'other', 'offline', 'token', or what it said against it

  async send (draft, options = {}) {
    const body = new FormData()
    for (const [name, value] of draft.pairs) body.append(name, name === 'csrfmiddlewaretoken' ? this.token : value)
    if (!body.has('csrfmiddlewaretoken')) body.append('csrfmiddlewaretoken', this.token)
    const about = new URLSearchParams({ form: draft.form, label: draft.label, person: this.input.dataset.person })
    try {
      const answer = await fetch(`${this.input.dataset.keep}?${about}`, {
        method: 'POST', body, credentials: 'same-origin', redirect: 'error', headers: { Accept: 'application/json' }, ...options
      })
      if (answer.ok) return 'kept'
      if (answer.status === 401) return 'out'
      if (answer.status === 409) return 'other'
      if (answer.status === 403) return 'token'
      if (answer.status === 400 || answer.status === 413) {
        const said = await answer.json().catch(() => ({}))
        return said.detail || 'This is more than a draft holds: save it, so that it is safe.'
      }
      return 'offline'
    } catch (error) {
      return error.name === 'AbortError' ? 'aborted' : 'offline'
    }
  }

  // Who is signed in, with the token put fresh into every form of the page.
  async ask () {
    try {
      const answer = await fetch(this.input.dataset.keep, {
        credentials: 'same-origin', cache: 'no-store', redirect: 'error', headers: { Accept: 'application/json' }
      })
      if (answer.status === 401 || answer.status === 403) return 'out'
      if (!answer.ok) return 'offline'
      const state = await answer.json()
      for (const one of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) one.value = state.token
      return state.person === this.input.dataset.person ? 'in' : 'other'
    } catch {
      return 'offline'
    }
  }

  get token () {
    return this.form.querySelector('input[name="csrfmiddlewaretoken"]').value
  }

  async sendWithToken (draft, options) {
    const outcome = await this.send(draft, options)
    if (outcome !== 'token') return outcome
    const state = await this.ask()
    if (state !== 'in') return state
    const again = await this.send(draft, options)
    return again === 'token' ? 'This form is not yours to change: nothing of it is kept.' : again
  }

  // Keeping

  get draft () {
    return { form: this.address, label: this.input.dataset.label || '', pairs: this.pairs() }
  }

  get localKey () {
    return this.prefix + this.input.value
  }

  later () {
    if (this.isReady) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.keep(), PAUSE)
  }

  async keep () {
    clearTimeout(this.timer)
    const text = this.text()
    if (text === this.last || this.isReady) return
    if (this.flight) return this.later()
    this.flight = new AbortController()
    const outcome = await this.sendWithToken(this.draft, { signal: this.flight.signal })
    this.flight = null
    if (outcome === 'kept') this.last = text
    this.tell(outcome)
    if (outcome === 'offline') setTimeout(() => this.later(), PAUSE)
  }

  tell (outcome) {
    const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    const isLocal = ['out', 'other', 'offline'].includes(outcome) && this.keepHere()
    const here = isLocal ? 'what you typed is kept in this browser' : 'what you typed is in this page only: leave it open'
    if (outcome === 'kept') {
      this.say(`Kept as your private draft, ${time}`)
      lasting.drop(this.localKey)
      this.pushLocal()
    } else if (outcome === 'offline') {
      this.say(`No connection: ${here}`)
    } else if (outcome === 'out') {
      this.say(`You are signed out: ${here}.`, { href: this.input.dataset.login, words: 'Sign in in another tab and go on', newTab: true })
    } else if (outcome === 'other') {
      this.say(`Somebody else is signed in now: ${here}`)
    } else if (outcome !== 'aborted') {
      this.say(outcome)
    }
  }

  keepHere () {
    const draft = this.draft
    draft.pairs = draft.pairs.filter(([name]) => name !== 'csrfmiddlewaretoken')
    return lasting.write(this.localKey, JSON.stringify(draft))
  }

  // What this browser kept goes to the desk as soon as it can be reached.
  async pushLocal () {
    for (const key of lasting.keys().filter(key => key.startsWith(this.prefix) && key !== this.localKey)) {
      const draft = lasting.parse(key)
      if (!draft || !Array.isArray(draft.pairs)) { lasting.drop(key); continue }
      const outcome = await this.sendWithToken(draft)
      if (outcome !== 'kept') continue
      lasting.drop(key)
      const address = `?draft=${encodeURIComponent(key.slice(this.prefix.length))}`
      if (draft.form === this.address && !document.querySelector(`.draft-notice a[href$="${address}"]`)) {
        this.say('What you typed here without a connection is kept as your private draft:', { href: address, words: 'take it up' })
      }
    }
  }

  leave () {
    const text = this.text()
    if (text === this.last || this.isReady) return
    // Kept here first: a page that goes cannot wait for the answer. It is taken away again when the desk has it.
    this.keepHere()
    this.send(this.draft, { keepalive: true }).then(outcome => {
      if (outcome === 'kept') { this.last = text; lasting.drop(this.localKey) }
    })
  }

  async back () {
    if (this.isBusy) return
    const state = await this.ask()
    if (state === 'in') {
      if (this.text() !== this.last) this.keep()
      else this.pushLocal()
    } else if (this.text() !== this.last) this.tell(state)
  }

  // Sending

  async submitted (event) {
    if (event.defaultPrevented) return
    if (this.isReady) {
      setTimeout(() => this.disable()) // after the browser has read which button was pressed
      setTimeout(() => this.free(), PATIENCE)
      return
    }
    event.preventDefault()
    if (this.isBusy) return
    this.isBusy = true
    clearTimeout(this.timer)
    if (this.flight) this.flight.abort()
    const state = await this.ask()
    if (state === 'out' || state === 'offline') {
      this.isBusy = false
      this.tell(state)
      this.status.scrollIntoView({ block: 'nearest' })
      return
    }
    lasting.drop(this.localKey) // the desk keeps what it is sent, saved or not
    this.isReady = true
    this.form.dataset.sending = ''
    this.form.requestSubmit(event.submitter)
  }

  disable () {
    this.disabled = [...this.form.querySelectorAll('[type="submit"]:not([disabled])')]
    for (const button of this.disabled) button.disabled = true
  }

  free () {
    this.isReady = this.isBusy = false
    delete this.form.dataset.sending
    for (const button of this.disabled || []) button.disabled = false
  }
}

document.addEventListener('DOMContentLoaded', () => setTimeout(() => {
  for (const input of document.querySelectorAll('input[name="draft"][data-keep]')) new Kept(input)
}))
