//! Every deed a screen can ask for, declared once. From this list come the dispatcher of both hosts, the names that
//! the desktop shell grants one by one, and the TypeScript map; a name without its handler does not compile.

/// Calls `$then!` with the whole list: `name(Input) -> Output`.
#[macro_export]
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            desk_state(Nothing) -> DeskState;
            desk_init(InitInput) -> DeskState;
            desk_enrol(EnrolInput) -> DeskState;
            gateway_set(GatewayInput) -> DeskState;
            desk_recover(RecoverInput) -> Recovered;
            recovery_state(Nothing) -> RecoveryView;
            recovery_carry(BundlePlace) -> BundlePlace;
            login(LoginInput) -> DeskState;
            lock(Nothing) -> DeskState;
            unlock(UnlockInput) -> DeskState;
            logout(Nothing) -> DeskState;
            staff_add(StaffInput) -> DeskState;
            text_size_set(TextSizeInput) -> DeskState;
            home(Nothing) -> HomeView;
            item_search(SearchInput) -> Vec<ItemRow>;
            item_show(ItemInput) -> GuideView;
            draft_start(DraftStart) -> DraftView;
            draft_open(DraftInput) -> DraftView;
            draft_save(DraftSave) -> DraftSaved;
            draft_discard(DraftInput) -> Nothing;
            draft_restore(DraftInput) -> DraftView;
            form_eval(DraftSave) -> EvaluationView;
            material_add(MaterialAdd) -> DraftView;
            material_remove(MaterialInput) -> DraftView;
            material_restore(MaterialInput) -> DraftView;
            material_compare(MaterialCompare) -> DraftView;
            material_defer(MaterialDefer) -> DraftView;
            material_picture(PictureInput) -> PictureView;
            case_freeze(DraftInput) -> CaseView;
            case_list(CaseListInput) -> CaseListView;
            case_show(CaseInput) -> CaseView;
            case_change(CaseInput) -> DraftView;
            case_void(CaseReason) -> CaseView;
            case_withdraw(CaseReason) -> CaseView;
            case_submit(CaseInput) -> CaseView;
            draft_sign_way(DraftSignWay) -> DraftView;
            case_sign_way(CaseSignWay) -> CaseView;
            sign_later(CaseInput) -> CaseView;
            pad_open(PaperInput) -> PadView;
            pad_sign(PadSign) -> CaseView;
            pad_take_back(PaperInput) -> CaseView;
            scan_take(ScanTake) -> ScanTaken;
            scan_read(ScanRead) -> PageRead;
            scan_tray(Nothing) -> TrayView;
            scan_claim(ScanClaim) -> PageRead;
            scan_discard(ScanDiscard) -> TrayView;
            scan_picture(ScanPicture) -> PictureView;
            supplement_add(SupplementAdd) -> CaseView;
            material_again(MaterialAgain) -> CaseView;
            case_serve(ServeInput) -> CaseView;
            case_archive(CaseInput) -> CaseView;
            paper_page(PaperPageInput) -> PaperPage;
            paper_file(PaperInput) -> PaperFile;
            paper_print(PrintInput) -> PrintJobView;
            slip_print(SlipInput) -> PrintJobView;
            print_queue(PrintQueueInput) -> PrintQueueView;
            print_chip(Nothing) -> PrintChip;
            print_job(PrintJobInput) -> PrintJobView;
            print_confirm(PrintConfirm) -> PrintJobView;
            print_again(PrintJobInput) -> PrintJobView;
            print_cancel(PrintJobInput) -> PrintJobView;
            paper_faces(Nothing) -> Vec<FaceView>;
            printer_list(Nothing) -> PrintersView;
            printer_find(Nothing) -> PrintersView;
            printer_choose(PrinterChoice) -> PrintersView;
            printer_test(PrinterInput) -> PrintJobView;
            line_state(Nothing) -> LineView;
            line_send(Nothing) -> LineView;
            line_pause(LinePause) -> LineView;
            bundle_state(Nothing) -> BundleView;
            bundle_export(BundlePlace) -> BundleWritten;
            bundle_cancel(Nothing) -> Nothing;
            bundle_import(BundlePlace) -> BundleTaken;
        }
    };
}
