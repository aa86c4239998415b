import type { StickView } from '@kit/gen/commands'
import type { Script } from '@kit/ipc/mock'

/** Two made-up sticks, on one of which nothing fits. */
export const STICKS: StickView[] = [
  { path: '/media/KINGSTON', words: 'KINGSTON,还有 12.0 GB' },
  { path: '/media/OLD', words: 'OLD,还有 1 MB' },
]

/** Carrying by stick. */
export function stickScript(waiting: () => number): Pick<Script, 'bundle_state' | 'bundle_export' | 'bundle_cancel' | 'bundle_import'> {
  return {
    bundle_state: () => ({
      words: waiting()
        ? `${waiting()} 件没发完、${waiting() * 3} 个附件,共 ${waiting() * 4} MB,可以用U盘送到县里。`
        : '没有等着发的。也可以导出一个空包,到县里把回音带回来。',
      waiting: waiting() > 0,
      sticks: STICKS,
      writing: false,
      percent: 0,
    }),
    bundle_export: ({ path }) =>
      path === '/media/OLD'
        ? {
            code: 'stick_full',
            message: 'U盘放不下:要 8 MB,只剩 1 MB。',
            next: '请换一个大的U盘,或删掉U盘上不要的文件,再导出一次。要发的都还在本机。',
            problems: [],
          }
        : { words: '导出了 2 件、6 个附件,共 8 MB。', next: '交到县里导入,回来再插上这个U盘。', files: ['469028100200-1-0007.bianmin'] },
    bundle_cancel: () => ({}),
    bundle_import: ({ path }) =>
      path === '/media/OLD'
        ? { code: 'bundle_none', message: '这里没有便民站的U盘包。', next: '请核对选的是不是那个U盘。', problems: [] }
        : { words: '收到回执 2 条,县里的消息 3 条,文书 1 份。', next: '', troubles: [] },
  }
}
