// A form that comes back opens where somebody was: at the first field that is wrong, or, saved to be gone on with, where it
// was left. Needs storage.js.
'use strict'
const PLACE = 'desk-place'

// The first field that is wrong, wherever it is folded away.
function firstWrong (form) {
  for (const wrong of form.querySelectorAll('.errorlist:not(.nonfield)')) {
    if (wrong.closest('.empty-form')) continue
    const row = wrong.closest('td, .form-row') || wrong.parentElement
    const control = (wrong.parentElement.querySelector('input, select, textarea') ? wrong.parentElement : row).querySelector('input:not([type="hidden"]), select, textarea')
    if (control) return control
  }
  return null
}

function show (control) {
  for (let fold = control.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true
  const box = control.nextElementSibling
  const shown = control.matches('.select2-hidden-accessible') && box && box.querySelector('.select2-selection')
  ;(shown || control).focus()
}

// The place of one form: the field that had the focus last, and where it stood on the screen.
class Place {
  constructor (form) {
    this.form = form
    this.focused = ''
    form.addEventListener('focusin', event => {
      if (event.target.name && event.target.type !== 'submit') this.focused = event.target.name
    })
  }

  remember (submitter) {
    if (!submitter || submitter.name !== '_continue') return
    const control = this.focused && this.form.elements.namedItem(this.focused)
    const offset = control && control.getBoundingClientRect ? control.getBoundingClientRect().top : null
    passing.write(PLACE, JSON.stringify({ top: window.scrollY, name: this.focused, offset, at: Date.now() }))
  }

  goBack () {
    const place = passing.parse(PLACE)
    passing.drop(PLACE)
    if (!place || Date.now() - place.at > 60000) return
    const control = place.name && this.form.elements.namedItem(place.name)
    const put = () => {
      // A message above the form moves everything down: what was typed into stays where it was on the screen.
      const isThere = control && control.getBoundingClientRect && place.offset !== null
      const top = isThere ? window.scrollY + control.getBoundingClientRect().top - place.offset : place.top
      window.scrollTo({ top, behavior: 'instant' })
    }
    if (control && control.focus) control.focus({ preventScroll: true })
    put()
    if (document.readyState !== 'complete') window.addEventListener('load', put, { once: true })
  }
}

document.addEventListener('DOMContentLoaded', () => setTimeout(() => {
  for (const input of document.querySelectorAll('input[name="draft"][data-keep]')) {
    const place = new Place(input.form)
    // By the document, after the form itself: what keeps it holds a form back until the desk is known to answer.
    document.addEventListener('submit', event => {
      if (event.target === input.form && !event.defaultPrevented) place.remember(event.submitter)
    })
    const wrong = firstWrong(input.form)
    if (wrong) {
      passing.drop(PLACE)
      show(wrong)
    } else {
      place.goBack()
    }
  }
}))
