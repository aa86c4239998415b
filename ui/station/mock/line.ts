import type { LineView } from '@kit/gen/commands'
import type { MadeCase } from './cases'

/** How sending stands. */
export function lineOf(enrolled: boolean, cases: MadeCase[], stuck: boolean): LineView {
  if (!enrolled)
    return {
      state: 'not_enrolled',
      words: '还没有绑定省网',
      next: '请负责人用绑定码绑定。',
      waiting: [],
      last_contact: '',
      next_try: '',
      paused: false,
      outlook: '',
      warnings: [],
      unlisted: 0,
    }
  const waiting = cases
    .filter((one) => one.view.row.phase === 'waiting')
    .flatMap(({ view }) => [
      {
        case: view.case,
        number: view.number_grouped,
        applicant: view.row.applicant,
        item_name: view.row.item_name,
        part: 'entry',
        bytes: 8_200,
        percent: 0,
        under_way: false,
        stuck: '',
      },
      {
        case: view.case,
        number: view.number_grouped,
        applicant: view.row.applicant,
        item_name: view.row.item_name,
        part: 'files',
        bytes: 5_400_000,
        percent: 35,
        under_way: false,
        stuck: stuck ? '县里说户口簿图片打不开,请重新放一张' : '',
      },
    ])
  return waiting.length
    ? {
        state: stuck ? 'stuck' : 'offline',
        words: stuck ? '1 件发不出去(要处理)' : `离线 · ${waiting.length / 2} 件待发送`,
        next: stuck ? '打开那一件,重新放材料图片。' : '不影响办件。连上网会自动发,不用重做。',
        waiting,
        last_contact: '09:15',
        next_try: '10:30',
        paused: false,
        outlook: `还有 ${waiting.length / 2} 件、10.3 MB 没发完,按现在的快慢约 6 分钟`,
        warnings: [],
        unlisted: 0,
      }
    : {
        state: 'idle',
        words: '已连上 · 全部发完',
        next: '',
        waiting,
        last_contact: '10:41',
        next_try: '',
        paused: false,
        outlook: '',
        warnings: [],
        unlisted: 0,
      }
}
