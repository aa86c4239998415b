import type { DeskState } from '@kit/gen/commands'
import type { Script } from '@kit/ipc/mock'
import { no } from './refusal'
import { STICKS } from './sticks'

const DAMAGED = no('damaged', '本机的数据打不开,可能损坏了,或是换过文件。', '不要删除任何文件,请联系县里恢复。已发到省里的办件省里都有。')
const OTHER_CODE = no('recovery_code', '恢复码不对,什么都没有改。', '请逐组核对再输一次;一份恢复文件只认和它一起给的那个恢复码。')

/** Where the desk stands, and the way back to its data by every code but WRONG: `?damaged=1` spoils the keys, `?sealed=0` has nothing for the county, `?left=FILE` lets the file lie. */
export function recoveryScript(
  desk: DeskState,
  wish: URLSearchParams,
): Pick<Script, 'desk_state' | 'desk_recover' | 'recovery_carry' | 'recovery_state'> {
  let damaged = wish.has('damaged')
  return {
    desk_state: () => (damaged ? DAMAGED : desk),
    recovery_state: () => ({ folder: 'D:\\便民站', sealed: wish.get('sealed') !== '0', sticks: STICKS }),
    recovery_carry: ({ path }) => ({ path: `${path}/recovery-1f0c5b7e.age` }),
    desk_recover: ({ code }) => {
      if (code === 'WRONG') return OTHER_CODE
      damaged = false
      return { desk: Object.assign(desk, { stage: 'open' }), left: wish.get('left') ?? '' }
    },
  }
}
