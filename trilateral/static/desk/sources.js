// A fact that is changed asks at once what becomes of its sources; without script the same question stands folded under it.
'use strict'
{
  const valueOf = control => control.type === 'checkbox' ? String(control.checked) : control.value

  // The sources of one fact, with the controls that hold it.
  function watch (box) {
    const controls = box.dataset.watches.split(' ').map(id => document.getElementById(id)).filter(Boolean)
    const stored = controls.map(valueOf)
    const summary = box.querySelector('summary')
    const atRest = { words: summary.textContent, isOpen: box.open, isAsking: box.classList.contains('is-asking') }
    return () => {
      const isChanged = controls.some((control, place) => valueOf(control) !== stored[place])
      const isAsking = isChanged || atRest.isAsking
      if (isAsking === box.classList.contains('is-asking') && !isChanged) return
      const isCleared = isChanged && controls.every(control => ['', 'false'].includes(valueOf(control)))
      summary.textContent = isCleared ? box.dataset.cleared : isChanged ? box.dataset.asking : atRest.words
      if (isAsking !== box.classList.contains('is-asking')) box.open = isAsking || atRest.isOpen
      box.classList.toggle('is-asking', isAsking)
    }
  }

  document.addEventListener('DOMContentLoaded', () => setTimeout(() => {
    const boxes = [...document.querySelectorAll('details[data-watches]')].map(box => ({ form: box.closest('form'), look: watch(box) }))
    const look = event => { for (const box of boxes) if (box.form === event.target.closest('form')) box.look() }
    document.addEventListener('input', look)
    document.addEventListener('change', look)
    // Select2 tells jQuery alone of a choice.
    if (window.django && window.django.jQuery) window.django.jQuery(document).on('change', look)
  }))
}
