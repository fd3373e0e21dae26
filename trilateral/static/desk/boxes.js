// Select2 names its boxes by what is chosen in them; they are named by their labels as well.
'use strict'
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
