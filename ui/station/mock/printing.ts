// Printers of the made-up world, and jobs as they stand on a busy morning.
import type { PrintersView, PrintJobView } from '@kit/gen/commands'

/** A job of which only what matters is said. */
export function madeJob(part: Partial<PrintJobView> & Pick<PrintJobView, 'job' | 'title'>): PrintJobView {
  return {
    kind: 'form',
    whose: '',
    case: '',
    printer: '奔图 P3300(窗口)',
    state: 'queued',
    words: '排队等着打',
    open: false,
    care: false,
    deeds: [],
    at: '11-23 09:08',
    clerk: '符小梅',
    reason: '',
    changed_at: '11-23 09:08',
    changed_by: '符小梅',
    reports: [],
    ...part,
  }
}

export function firstJobs(): PrintJobView[] {
  const whose = { case: 'c3', whose: '符小花 临时救助' }
  return [
    madeJob({
      job: 'p1',
      title: '准予办理决定书',
      case: 'c2',
      whose: '李大山 高龄津贴',
      state: 'confirmed',
      words: '人已看到出纸',
      at: '11-23 08:40',
    }),
    madeJob({
      job: 'p2',
      title: '收件凭证(补打 1)',
      ...whose,
      state: 'done',
      words: '打印机报告已打完,请核对纸张',
      deeds: ['came_out', 'nothing_came'],
      reason: '卡纸',
    }),
    madeJob({
      job: 'p3',
      title: '办事指南',
      printer: '惠普 M427(办公室)',
      state: 'queued',
      words: '打印机没有反应。看看电源和纸,会自动再试',
      open: true,
      care: true,
      deeds: ['again', 'cancel'],
    }),
    madeJob({
      job: 'p4',
      title: '申请表',
      ...whose,
      state: 'printing',
      words: '缺纸了,请加 A4 纸',
      open: true,
      care: true,
      deeds: ['cancel'],
      changed_at: '11-23 09:09',
      changed_by: '程序',
      reports: [
        { at: '09:08', words: '正在打印' },
        { at: '09:09', words: '缺纸了,请加 A4 纸' },
      ],
    }),
  ]
}

export function printersOf(): PrintersView {
  const office = {
    ready: true,
    thermal: false,
    both_sides: true,
    trays: [
      { keyword: 'tray-1', name: '1号纸盒' },
      { keyword: 'tray-2', name: '2号纸盒' },
    ],
  }
  return {
    printers: [
      { ...office, address: 'ipp://127.0.0.1:631/printers/a', name: '奔图 P3300(窗口)', words: '可以打印' },
      { ...office, address: 'ipp://127.0.0.1:631/printers/b', name: '惠普 M427(办公室)', words: '缺纸了,请加 A4 纸', ready: false },
      { ...office, address: 'tcp://192.168.1.50:9100', name: '小票机', words: '可以打印', thermal: true, both_sides: false, trays: [] },
    ],
    roles: [
      { role: 'forms', name: '表格和文书', address: 'ipp://127.0.0.1:631/printers/a', instead: '', copies: 1, both_sides: false, tray: '' },
      { role: 'receipts', name: '收件凭证', address: '', instead: '奔图 P3300(窗口)', copies: 1, both_sides: false, tray: '' },
      { role: 'slips', name: '小票', address: 'tcp://192.168.1.50:9100', instead: '', copies: 1, both_sides: false, tray: '' },
    ],
  }
}
