import { createApp, h } from 'vue';
import { createRouter, createWebHistory, RouterLink, RouterView } from 'vue-router';

const page = title => ({ render: () => h('h1', title) });

const router = createRouter({
  history: createWebHistory('/spa/'),
  routes: [
    { path: '/', component: page('Start') },
    { path: '/articles/:id', component: page('Article') },
    { path: '/search', component: page('Search') },
    { path: '/old', redirect: '/articles/9' },
  ],
});
router.afterEach(to => { document.title = to.path; });

const links = { start: '/', first: '/articles/1', second: '/articles/2', search: '/search?q=x', redirected: '/old', part: '/articles/1#part' };

createApp({
  render: () => [
    h('nav', Object.entries(links).map(([id, to]) => h(RouterLink, { id, to }, () => id))),
    h('button', { id: 'buy', onClick: () => window.murmure('Subscribe', { plan: 'year' }, { revenue: { amount: 49.5, currency: 'EUR' } }) }, 'buy'),
    h(RouterView),
  ],
}).use(router).mount('#app');
