// Says on the page what a passkey could not do: the browser's own words, or ours where they are of no help.
'use strict'
document.addEventListener('allauth.error', function (event) {
  const error = event.detail.exception
  const words = {
    NotAllowedError: 'The passkey was not given, or it took too long. Try again.',
    InvalidStateError: 'This device is among your passkeys already.',
    SecurityError: 'Passkeys need HTTPS, or the name localhost on this computer.'
  }
  const place = document.getElementById('passkey-trouble')
  place.querySelector('span').textContent = window.PublicKeyCredential
    ? words[error.name] || error.message
    : 'This browser has no passkeys on this address.'
  place.hidden = false
  event.preventDefault()
})
