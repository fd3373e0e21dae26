// What a browser may store for the forms of the desk. Storage may be forbidden or full: then there is none.
'use strict'
class Store {
  constructor (storage) {
    this.storage = storage // as a function: asking for storage may fail
  }

  read (key) { try { return this.storage().getItem(key) } catch { return null } }
  write (key, value) { try { this.storage().setItem(key, value); return true } catch { return false } }
  drop (key) { try { this.storage().removeItem(key) } catch { /* there is none */ } }
  keys () { try { return Object.keys(this.storage()) } catch { return [] } }

  // What was stored as JSON; null where that is nothing or cannot be read.
  parse (key) { try { return JSON.parse(this.read(key)) } catch { return null } }
}
const lasting = new Store(() => window.localStorage)
const passing = new Store(() => window.sessionStorage)
