import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import HomeScreen from './screens/HomeScreen.vue'

/** Screens by address. Only the home screen comes with the first load. */
export function makeRouter(): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'home', component: HomeScreen },
      { path: '/enrol', name: 'enrol', component: () => import('./screens/EnrolScreen.vue') },
      { path: '/items', name: 'items', component: () => import('./screens/ItemsScreen.vue') },
      { path: '/items/:item', name: 'guide', props: true, component: () => import('./screens/GuideScreen.vue') },
      {
        path: '/draft/:draft',
        props: true,
        component: () => import('./screens/DraftScreen.vue'),
        children: [
          { path: 'form/:page?', name: 'form', props: true, component: () => import('./screens/FormScreen.vue') },
          { path: 'materials', name: 'materials', component: () => import('./screens/MaterialsScreen.vue') },
          { path: 'check', name: 'check', component: () => import('./screens/CheckScreen.vue') },
        ],
      },
      { path: '/cases', name: 'cases', component: () => import('./screens/CasesScreen.vue') },
      { path: '/case/:case', name: 'case', props: true, component: () => import('./screens/CaseScreen.vue') },
      { path: '/case/:case/sign', name: 'sign', props: true, component: () => import('./screens/SignScreen.vue') },
      { path: '/scans', name: 'scans', component: () => import('./screens/ScansScreen.vue') },
      { path: '/line', name: 'line', component: () => import('./screens/LineScreen.vue') },
      { path: '/printing', name: 'printing', component: () => import('./screens/QueueScreen.vue') },
      { path: '/settings', name: 'settings', component: () => import('./screens/SettingsScreen.vue') },
      { path: '/:rest(.*)', redirect: '/' },
    ],
  })
}
