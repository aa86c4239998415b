import type { DraftView, EvaluationView, Failure, FieldView, PageView, Trouble } from '@kit/gen/commands'
import { ipc, type Answer } from '@kit/ipc'
import {
  computed,
  inject,
  nextTick,
  provide,
  reactive,
  ref,
  shallowRef,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue'
import { History } from './history'
import { rootOf, valueAt, withValue, type FormData } from './paths'

/** A draft at work on the screen. The core keeps the truth; here is only what the clerk is typing and what the core said last. */
export interface Draft {
  view: ShallowRef<DraftView | null>
  data: ShallowRef<FormData>
  evaluation: ShallowRef<EvaluationView>
  /** HH:MM of the core's last commit. */
  savedAt: Ref<string>
  /** Something typed is not on the disk yet. */
  unsaved: Ref<boolean>
  failure: ShallowRef<Failure | null>
  /** Field paths that were left once: their errors may be shown. */
  touched: Set<string>
  /** Pages whose errors are all shown. */
  asked: Set<string>
  pages: ComputedRef<PageView[]>
  open: (id: string) => Promise<void>
  take: (answer: Answer<DraftView>) => boolean
  set: (path: string, value: unknown) => void
  leave: (path: string) => void
  save: () => Promise<void>
  /** Lets the core judge what is typed now, without waiting for the disk. */
  judge: () => Promise<void>
  undo: () => void
  redo: () => void
  isHidden: (path: string) => boolean
  isRequired: (path: string, field: FieldView) => boolean
  isOpen: (path: string) => boolean
  troubleAt: (path: string) => string
  troublesOf: (page: PageView) => Trouble[]
  /** Words of the authority on this field, in a correction. */
  demandOn: (path: string) => string
}

const PAUSE_MS = 400
const NOTHING: EvaluationView = { computed: {}, hidden: [], required: [], errors: [], warnings: [], materials: [] }
const KEY: InjectionKey<Draft> = Symbol('draft')

/** All fields of a page, in reading order. */
export function fieldsOf(page: PageView): FieldView[] {
  return page.groups.flatMap((group) => group.fields)
}

/** The draft that the screen around has opened. */
export function theDraft(): Draft {
  const draft = inject(KEY)
  if (!draft) throw new Error('no draft around')
  return draft
}

/** Makes the draft of a screen and hands it to the parts inside. */
export function provideDraft(): Draft {
  const draft = makeDraft()
  provide(KEY, draft)
  return draft
}

/** A draft without a screen around it. */
export function makeDraft(): Draft {
  const view = shallowRef<DraftView | null>(null)
  const data = shallowRef<FormData>({})
  const evaluation = shallowRef<EvaluationView>(NOTHING)
  const savedAt = ref('')
  const unsaved = ref(false)
  const failure = shallowRef<Failure | null>(null)
  const touched = reactive(new Set<string>())
  const asked = reactive(new Set<string>())
  let history = new History()
  let timer: ReturnType<typeof setTimeout> | undefined
  let saving: Promise<void> | null = null

  const hidden = computed(() => new Set(evaluation.value.hidden))
  const required = computed(() => new Set(evaluation.value.required))
  const errors = computed(() => new Map(evaluation.value.errors.map((one) => [one.path, one.message])))
  const correcting = computed(() => (view.value?.demands.length ?? 0) > 0)
  const demanded = computed(() => new Set(view.value?.demands.map((one) => rootOf(one.path)) ?? []))

  /** Takes the core's view of the draft. What is being typed and not saved yet stays. */
  function take(answer: Answer<DraftView>): boolean {
    failure.value = answer.ok ? null : answer.failure
    if (!answer.ok) return false
    view.value = answer.value
    evaluation.value = answer.value.evaluation
    savedAt.value = answer.value.saved_at
    if (!unsaved.value) data.value = answer.value.data
    return true
  }
  async function open(id: string): Promise<void> {
    clearTimeout(timer)
    unsaved.value = false
    history = new History()
    touched.clear()
    asked.clear()
    take(await ipc('draft_open', { draft: id }))
  }
  function change(next: FormData): void {
    data.value = next
    unsaved.value = true
    clearTimeout(timer)
    timer = setTimeout(save, PAUSE_MS)
  }
  function set(path: string, value: unknown): void {
    if (valueAt(data.value, path) === value) return
    history.note(data.value, path)
    change(withValue(data.value, path, value))
  }
  function leave(path: string): void {
    touched.add(path)
    history.close()
    void save()
  }
  function walk(to: FormData | null): void {
    if (to) change(to)
  }

  async function judge(): Promise<void> {
    if (!unsaved.value || !view.value) return
    const asked = data.value
    const answer = await ipc('form_eval', { draft: view.value.draft, rev: view.value.rev, data: asked })
    if (answer.ok && data.value === asked) evaluation.value = answer.value
    await nextTick()
  }

  /** One save at a time, in order; what was typed meanwhile follows at once. */
  async function save(): Promise<void> {
    clearTimeout(timer)
    // Several may wait for the same save: each looks again, or two of them would send the same revision.
    while (saving) await saving
    if (!unsaved.value || !view.value) return
    saving = saveOnce(view.value)
    await saving
    saving = null
    if (unsaved.value && !failure.value) await save()
  }
  async function saveOnce(open: DraftView): Promise<void> {
    const sent = data.value
    const answer = await ipc('draft_save', { draft: open.draft, rev: open.rev, data: sent })
    failure.value = answer.ok ? null : answer.failure
    if (!answer.ok) return
    view.value = {
      ...view.value!,
      rev: answer.value.rev,
      evaluation: answer.value.evaluation,
      duplicate: answer.value.duplicate,
      slots: neededNow(view.value!, answer.value.evaluation),
    }
    evaluation.value = answer.value.evaluation
    savedAt.value = answer.value.saved_at
    if (data.value === sent) unsaved.value = false
  }

  return {
    view,
    data,
    evaluation,
    savedAt,
    unsaved,
    failure,
    touched,
    asked,
    open,
    take,
    set,
    leave,
    save,
    judge,
    pages: computed(() => view.value?.form.pages ?? []),
    undo: () => walk(history.undo(data.value)),
    redo: () => walk(history.redo(data.value)),
    isHidden: (path) => hidden.value.has(path),
    isRequired: (path, field) => required.value.has(path) || (field.required && !hidden.value.has(path)),
    isOpen: (path) => !correcting.value || demanded.value.has(rootOf(path)) || errors.value.has(path),
    troubleAt: (path) => errors.value.get(path) ?? '',
    troublesOf: (page) => {
      const ids = new Set(fieldsOf(page).map((field) => field.id))
      return evaluation.value.errors.filter((one) => ids.has(rootOf(one.path)))
    },
    demandOn: (path) => view.value?.demands.find((one) => one.path === path)?.message ?? '',
  }
}

/** A save may change which materials are needed; the files in the slots stay as they are. */
function neededNow(view: DraftView, evaluation: EvaluationView): DraftView['slots'] {
  return view.slots.map((slot) => ({ ...slot, needed: evaluation.materials.includes(slot.guide.slot) }))
}
