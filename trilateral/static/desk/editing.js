// What a form of the desk tells while it is edited: how many fields were changed, and not to leave without saving.
'use strict'
// Select2 names its boxes by what is chosen in them; they are named by their labels as well.
function nameBoxes () {
  for (const select of document.querySelectorAll('select.admin-autocomplete')) {
    const label = document.querySelector(`label[for="${select.id}"]`)
    const box = select.nextElementSibling
    if (!label || !box || !box.matches('.select2-container')) continue
    label.id = label.id || `${select.id}_label`
    const chosen = box.querySelector('.select2-selection--single')
    if (chosen) chosen.setAttribute('aria-labelledby', `${label.id} select2-${select.id}-container`)
    const shown = box.querySelector('.select2-selection__rendered[role="textbox"]')
    if (shown) shown.setAttribute('aria-labelledby', label.id)
    const many = box.querySelector('.select2-selection--multiple')
    if (many) many.setAttribute('aria-labelledby', label.id)
    const typed = box.querySelector('.select2-search__field')
    if (typed) typed.setAttribute('aria-labelledby', label.id)
  }
}
document.addEventListener('DOMContentLoaded', () => setTimeout(nameBoxes))
document.addEventListener('formset:added', () => setTimeout(nameBoxes))

document.addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('body.record-form #content-main form[method="post"]')
  if (!form || !form.querySelector('[name="token"]')) return
  const told = document.getElementById('changed-count')
  const tag = document.getElementById('unsaved')
  const valueOf = control => {
    if (control.type === 'checkbox' || control.type === 'radio') return String(control.checked)
    if (control.multiple) return JSON.stringify([...control.selectedOptions].map(option => option.value).sort())
    return control.value
  }
  const counted = control => control.name && control.type !== 'hidden' && control.type !== 'submit' &&
    control.name !== 'reason' && !control.name.includes('__prefix__')
  const opened = new Map([...form.elements].filter(counted).map(control => [control.name, valueOf(control)]))
  const isStale = document.querySelector('.conflict') !== null
  let saving = false
  let count = 0

  const look = () => {
    count = [...form.elements].filter(counted).filter(control => opened.has(control.name)
      ? opened.get(control.name) !== valueOf(control)
      : valueOf(control) !== '' && valueOf(control) !== 'false' && !control.name.endsWith('-basis') && !control.name.endsWith('-position')).length
    if (told) told.textContent = count ? `${count} field${count === 1 ? '' : 's'} changed` : ''
    if (tag) tag.hidden = !count && !isStale
  }
  form.addEventListener('input', look)
  form.addEventListener('change', look)
  if (window.django && window.django.jQuery) window.django.jQuery(form).on('change', look)
  form.addEventListener('submit', () => { saving = true })
  window.addEventListener('beforeunload', event => {
    if ((count || isStale) && !saving) event.preventDefault()
  })
  look()
  const wrong = form.querySelector('.errorlist:not(.nonfield)')
  const first = wrong && wrong.parentElement.querySelector('input:not([type="hidden"]), select, textarea')
  if (first) first.focus()
})
