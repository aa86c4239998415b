import { chinaDate } from '../days'

/** How far this computer's clock is behind the gateway's. */
let behind = 0

/** Takes the gateway's clock from an answer: a PC that stands in another year must not make cases overdue. */
export function setClockBy(answer: Response): void {
  const told = Date.parse(answer.headers.get('date') ?? '')
  if (!Number.isNaN(told)) behind = told - Date.now()
}

/** The date in China by the gateway's clock. */
export function today(): string {
  return chinaDate(Date.now() + behind)
}
