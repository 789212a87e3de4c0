// Pages replace JSON.stringify, and give Array.prototype a toJSON; what is sent must not depend on either.

/** An object of numbers, texts (what is neither becomes one) and such objects, as JSON. A member without a value is left out, a control character becomes a space. */
export const json = (value: any): string =>
  typeof value == 'object' ? '{' + Object.entries(value).flatMap(([name, member]) => (member == null ? [] : json(name) + ':' + json(member))) + '}'
  : value === +value ? '' + value
  : '"' + ('' + value).replace(/[\0-\x1f]/g, ' ').replace(/["\\]/g, '\\$&') + '"';
