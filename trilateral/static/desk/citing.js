// Citing with less typing: a chosen passage fills the quotation, a button repeats the source of the citation above.
'use strict'
{
  const SOURCE = ['basis', 'passage', 'quotation', 'publisher_en', 'publisher_ja', 'publisher_ko', 'source_title', 'language',
    'address', 'archive_address', 'source_kind', 'read_extent', 'dated', 'read_on']
  const row = element => element.closest('.inline-related')
  const field = (within, name) => within.querySelector(`[name$="-${name}"]`)

  // Passages belong to stated and inferred facts, publisher and address to other sources.
  function fit (within) {
    const basis = field(within, 'basis')
    if (basis) within.dataset.basis = basis.value
  }

  // Without a connection, or when the page is left, there are no words to show; the form is whole without them.
  async function words (select) {
    try {
      const answer = await fetch(`${select.dataset.wordsUrl}?passage=${encodeURIComponent(select.value)}`, { credentials: 'same-origin' })
      return answer.ok ? await answer.json() : null
    } catch {
      return null
    }
  }

  async function fill (select) {
    const within = row(select)
    const quotation = field(within, 'quotation')
    if (!select.value) return
    const passage = await words(select)
    if (!passage) return
    let shown = within.querySelector('.passage-words')
    if (!shown) {
      shown = document.createElement('p')
      shown.className = 'passage-words'
      quotation.closest('.form-row').append(shown)
    }
    shown.textContent = `¶ ${passage.number}, ${passage.document}: ${passage.text}`
    if (!quotation.value || quotation.value === quotation.dataset.filled) {
      quotation.value = passage.text
      quotation.dataset.filled = passage.text
      quotation.dispatchEvent(new Event('input', { bubbles: true }))
    }
  }

  function above (within) {
    const rows = [...within.parentElement.querySelectorAll('.inline-related:not(.empty-form)')]
    return rows.slice(0, rows.indexOf(within)).reverse().find(one => field(one, 'passage').value || field(one, 'publisher_en').value)
  }

  function repeat (within) {
    const source = above(within)
    if (!source) return
    for (const name of SOURCE) {
      const from = field(source, name)
      const to = field(within, name)
      if (name === 'passage') {
        to.replaceChildren(...[...from.options].filter(option => option.selected || !option.value).map(option => option.cloneNode(true)))
        to.value = from.value
        django.jQuery(to).trigger('change.select2')
      } else {
        to.value = from.value
      }
      to.dispatchEvent(new Event('input', { bubbles: true }))
    }
    fit(within)
    field(within, 'quotation').focus()
  }

  // The tick box works without script; with it, a button does so at once.
  function equip (within) {
    const tick = field(within, 'same_source')
    if (!tick || within.querySelector('.same-source') || within.classList.contains('empty-form')) return
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'same-source'
    button.textContent = 'Same source as above'
    button.addEventListener('click', () => repeat(within))
    tick.closest('.flex-container').replaceWith(button)
    fit(within)
  }

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('.citation-group .inline-related').forEach(equip)
    document.addEventListener('formset:added', event => {
      if (event.target.closest('.citation-group')) {
        event.target.querySelector('details').open = true
        equip(event.target)
        const choice = field(event.target, 'fact')
        if (choice) choice.focus()
      }
    })
    document.addEventListener('change', event => {
      if (event.target.matches('.citation-group [name$="-basis"]')) fit(row(event.target))
    })
    // Select2 tells jQuery alone of a choice.
    django.jQuery(document).on('change', '.citation-group select[data-words-url]', event => fill(event.target))
  })
}
