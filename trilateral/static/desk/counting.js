// How many fields of a record's form were changed, and a question before it is left without saving.
'use strict'
document.addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('body.record-form #content-main form[id][method="post"]')
  if (!form || !form.querySelector('[name="token"]')) return
  const words = document.getElementById('changed-count')
  const tag = document.getElementById('unsaved')
  const valueOf = control => {
    if (control.type === 'checkbox' || control.type === 'radio') return String(control.checked)
    if (control.multiple) return JSON.stringify([...control.selectedOptions].map(option => option.value).sort())
    return control.value
  }
  const counted = control => control.name && control.type !== 'hidden' && control.type !== 'submit' &&
    control.name !== 'reason' && !/^(reason-)?answer-/.test(control.name) && !control.name.includes('__prefix__')
  // Of several ticks under one name each is counted by itself.
  const keyOf = control => control.type === 'checkbox' ? `${control.name} ${control.value}` : control.name
  const opened = new Map([...form.elements].filter(counted).map(control => [keyOf(control), valueOf(control)]))
  const isStale = document.querySelector('.conflict') !== null
  const isUnsaved = isStale || document.querySelector('.taken-up') !== null
  let count = 0

  const look = () => {
    count = [...form.elements].filter(counted).filter(control => opened.has(keyOf(control))
      ? opened.get(keyOf(control)) !== valueOf(control)
      : valueOf(control) !== '' && valueOf(control) !== 'false' && !control.name.endsWith('-basis') && !control.name.endsWith('-position')).length
    if (words) words.textContent = count ? `${count} field${count === 1 ? '' : 's'} changed` : ''
    if (tag) tag.hidden = !count && !isUnsaved
  }
  form.addEventListener('input', look)
  form.addEventListener('change', look)
  if (window.django && window.django.jQuery) window.django.jQuery(form).on('change', look)
  window.addEventListener('beforeunload', event => {
    if ((count || isStale) && form.dataset.sending === undefined) event.preventDefault()
  })
  look()
})
