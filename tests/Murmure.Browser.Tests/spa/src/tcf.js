// The IAB's own implementation of its interface, with a list of vendors that knows only the purposes.
import { CmpApi } from '@iabtcf/cmpapi';
import { GVL, TCModel, TCString } from '@iabtcf/core';
import * as stub from '@iabtcf/stub';

stub.default();
const api = new CmpApi(2, 1, true);
const purposes = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i + 1, { id: i + 1, name: `${i + 1}`, description: '', illustrations: [] }]));
const vendors = new GVL({
  gvlSpecificationVersion: 3, vendorListVersion: 1, tcfPolicyVersion: 5, lastUpdated: '2026-01-01T00:00:00Z',
  purposes, specialPurposes: {}, features: {}, specialFeatures: {}, stacks: {}, dataCategories: {}, vendors: {},
});

window.choose = (consented, shown) => {
  if (!consented) {
    api.update('', true);
    return;
  }
  const model = new TCModel(vendors);
  model.cmpId = 2;
  model.cmpVersion = 1;
  model.purposeConsents.set(consented);
  api.update(TCString.encode(model), !!shown);
};
window.notInEurope = () => api.update(null);
