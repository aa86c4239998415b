import type { DeskState } from '@kit/gen/commands'
import type { Script } from '@kit/ipc/mock'
import { no } from './refusal'

/** The desk as the address asks for it. */
export function madeDesk(wish: URLSearchParams): DeskState {
  return {
    stage: (wish.get('stage') as DeskState['stage'] | null) ?? 'open',
    station: '陵水黎族自治县椰林镇城内村便民服务站',
    clerk: '符小梅',
    chief: true,
    enrolled: wish.get('enrolled') !== '0',
    gateway: wish.get('enrolled') === '0' ? '' : 'https://gateway.example:8460',
    demo: wish.has('demo'),
    clerks: ['符小梅', '黄站长'],
    chiefs: ['符小梅'],
    crashed: wish.has('crashed'),
    clock_warning: wish.has('clock') ? '电脑时间是 2019 年,可能不对。请先改对时间,期限才算得准。' : '',
    now: Date.parse('2026-11-23T09:10:00+08:00'),
    catalogue_mark: '示例,以县级发布为准',
    text_size: (wish.get('size') as DeskState['text_size'] | null) ?? 'standard',
  }
}

type Deeds = 'desk_init' | 'desk_enrol' | 'gateway_set' | 'login' | 'lock' | 'unlock' | 'logout' | 'staff_add' | 'text_size_set'

/** Sitting down and getting up: every password but `wrong` opens. */
export function sessionScript(desk: DeskState): Pick<Script, Deeds> {
  return {
    desk_init: () => Object.assign(desk, { stage: 'open' }),
    desk_enrol: ({ code }) =>
      code.length < 6 ? no('enrol_code', '绑定码不对。', '请照纸条逐位核对,还不行向县里要新的。') : Object.assign(desk, { enrolled: true }),
    gateway_set: ({ gateway }) =>
      gateway.startsWith('https://') ? Object.assign(desk, { gateway }) : no('input', '省网地址要以 https:// 开头。', '请核对后再试。'),
    login: ({ password }) =>
      password === 'wrong' ? no('wrong_password', '姓名或密码不对。', '看看大写锁定键,再输一遍。') : Object.assign(desk, { stage: 'open' }),
    lock: () => Object.assign(desk, { stage: 'locked' }),
    unlock: ({ password }) =>
      password === 'wrong' ? no('wrong_password', '密码不对。', '看看大写锁定键,再输一遍。') : Object.assign(desk, { stage: 'open' }),
    logout: () => Object.assign(desk, { stage: 'logged_out' }),
    staff_add: ({ clerk }) => Object.assign(desk, { clerks: [...desk.clerks, clerk] }),
    text_size_set: ({ text_size }) => Object.assign(desk, { text_size }),
  }
}
