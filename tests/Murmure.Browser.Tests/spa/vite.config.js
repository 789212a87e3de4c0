import { defineConfig } from 'vite';

export default defineConfig({
  base: '/spa/',
  build: { target: 'es2022', rolldownOptions: { input: ['index.html', 'tcf.html'] } },
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false, __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false },
});
