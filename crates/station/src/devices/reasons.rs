//! Why a printer or a job stands as it does: what printers report and what a clerk does about it. Every sentence about
//! a printer's condition is here.

use std::borrow::Cow;

/// What a printer reports about itself or a job.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Reason {
    /// No paper.
    MediaEmpty,
    /// Paper stuck.
    MediaJam,
    /// A door or cover is open.
    DoorOpen,
    /// Out of reach of the print server, or shutting down.
    Offline,
    /// No toner or ink.
    TonerEmpty,
    /// Little toner or ink.
    TonerLow,
    /// Stopped by somebody.
    Paused,
    /// The roll of a slip printer is used up.
    RollEmpty,
    /// Little is left of it.
    RollLow,
    /// The knife of a slip printer does not move.
    CutterStuck,
    /// The head of a slip printer rests until it has cooled.
    HeadHot,
    /// A fault that nobody mends at the counter.
    Broken,
    /// Another keyword, as the printer wrote it without its severity.
    Other(String),
}

impl Reason {
    /// The reasons a set of keywords gives, each once. Keywords that only repeat the state give none.
    pub(super) fn all(keywords: &[&str]) -> Vec<Self> {
        Self::each_once(keywords.iter().filter_map(|keyword| Self::of(keyword)).collect())
    }

    pub(super) fn each_once(reasons: Vec<Self>) -> Vec<Self> {
        let mut kept = Vec::new();
        for reason in reasons {
            if !kept.contains(&reason) {
                kept.push(reason);
            }
        }
        kept
    }

    /// A keyword of `printer-state-reasons` (RFC 8011, 5.4.12; PWG 5100.9) or `job-state-reasons` (RFC 8011, 5.3.8).
    fn of(keyword: &str) -> Option<Self> {
        Some(match without_severity(keyword) {
            "media-empty" | "media-needed" | "media-path-input-empty" | "input-media-tray-empty" => {
                Self::MediaEmpty
            }
            "offline" | "shutdown" | "power-down" | "printer-nms-reset" => Self::Offline,
            "paused" | "moving-to-paused" | "stopping" | "job-stopped" => Self::Paused,
            keyword if runs_out(keyword, "-empty") => Self::TonerEmpty,
            keyword if runs_out(keyword, "-low") || runs_out(keyword, "-almost-empty") => Self::TonerLow,
            keyword if is_about_paper(keyword) && keyword.ends_with("-jam") => Self::MediaJam,
            keyword if is_about_a_door(keyword) => Self::DoorOpen,
            keyword if needs_repair(keyword) => Self::Broken,
            keyword if only_repeats_the_state(keyword) => return None,
            other => Self::Other(other.to_owned()),
        })
    }

    /// Whether nothing comes out until somebody looks after it; the rest is a hint for later.
    pub fn halts(&self) -> bool {
        match self {
            Self::TonerLow | Self::RollLow => false,
            Self::Other(keyword) => {
                !(keyword.ends_with("-low")
                    || keyword.contains("-almost-")
                    || PASSING.contains(&keyword.as_str()))
            }
            _ => true,
        }
    }

    /// What the clerk reads.
    pub fn words(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::MediaEmpty => "缺纸了,请加 A4 纸",
            Self::MediaJam => "卡纸了,请取出卡住的纸",
            Self::DoorOpen => "打印机盖板开着,请关好",
            Self::Offline => "打印机不在线,请检查电源和网线",
            Self::TonerEmpty => "墨粉(墨水)用完了,请更换",
            Self::TonerLow => "墨粉(墨水)不多了,请备好新的",
            Self::Paused => "打印机被暂停了,请在打印机上恢复",
            Self::RollEmpty => "小票纸用完了,请换一卷",
            Self::RollLow => "小票纸快用完了,请备好新的",
            Self::CutterStuck => "切刀卡住了,请打开盖板取出碎纸",
            Self::HeadHot => "打印头太热,凉下来会接着打,请稍等",
            Self::Broken => "打印机有故障,请关机再开;还不行请报修",
            Self::Other(keyword) => return words_of(keyword),
        })
    }

    /// Several in one sentence.
    pub fn in_words(reasons: &[Self]) -> String {
        reasons.iter().map(Self::words).collect::<Vec<_>>().join(";")
    }
}

/// Keywords of something that passes by itself or is over.
const PASSING: [&str; 3] =
    ["connecting-to-device", "job-completed-with-warnings", "job-completed-with-errors"];

/// `media-empty-error` is `media-empty` and how bad it is; the state tells whether it stops the work.
fn without_severity(keyword: &str) -> &str {
    ["-error", "-warning", "-report"]
        .iter()
        .find_map(|severity| {
            keyword.strip_suffix(severity).filter(|bare| !WHOLE.contains(&keyword) && !bare.is_empty())
        })
        .unwrap_or(keyword)
}

/// The names of what a printer writes with (RFC 8011; PWG 5100.9, table 2).
const INKS: [&str; 8] = [
    "toner",
    "marker-supply",
    "marker-ink",
    "marker-toner",
    "marker-developer",
    "developer",
    "marker-print-ribbon",
    "marker-toner-cartridge",
];

fn runs_out(keyword: &str, end: &str) -> bool {
    keyword.strip_suffix(end).is_some_and(|ink| INKS.contains(&ink))
}

/// `media-jam`, `input-media-tray-jam`, `media-path-output-jam`, `output-media-tray-jam`; not a stapler's.
fn is_about_paper(keyword: &str) -> bool {
    ["media-", "input-media-", "output-media-"].iter().any(|start| keyword.starts_with(start))
}

/// `door-open`, `cover-open`, `interlock-open`, and the covers of parts as PWG 5100.9 names them: `fuser-cover-opened`.
fn is_about_a_door(keyword: &str) -> bool {
    let doors = ["door", "cover", "interlock"];
    let bare = keyword.strip_suffix("-opened").or_else(|| keyword.strip_suffix("-open"));
    bare.is_some_and(|part| doors.iter().any(|door| part == *door || part.ends_with(&format!("-{door}"))))
}

/// What no clerk mends: motors, heaters, lamps, lasers and fans.
fn needs_repair(keyword: &str) -> bool {
    let parts = ["-unrecoverable-failure", "-motor-failure", "-thermistor-failure", "-timing-failure"];
    matches!(
        keyword,
        "fuser-over-temp" | "fuser-under-temp" | "fan-failure" | "lamp-failure" | "motor-failure"
    ) || parts.iter().any(|part| keyword.ends_with(part))
}

/// Keywords whose last word is not a severity.
const WHOLE: [&str; 7] = [
    "document-format-error",
    "document-unprintable-error",
    "document-access-error",
    "compression-error",
    "input-media-tray-feed-error",
    "media-path-input-feed-error",
    "media-path-media-tray-feed-error",
];

fn only_repeats_the_state(keyword: &str) -> bool {
    matches!(
        keyword,
        "none"
            | "job-incoming"
            | "job-data-insufficient"
            | "job-outgoing"
            | "job-interpreting"
            | "job-queued"
            | "job-queued-for-marker"
            | "job-spooling"
            | "job-streaming"
            | "job-transforming"
            | "job-printing"
            | "job-fetchable"
            | "job-restartable"
            | "job-resuming"
            | "printer-ready-to-print"
            | "identify-printer-requested"
            | "configuration-change"
            | "power-up"
            | "door-closed"
            | "cover-closed"
            | "interlock-closed"
            | "cups-waiting-for-job-completed"
            | "job-completed-successfully"
            | "printer-stopped"
            | "printer-stopped-partly"
            | "queued-in-device"
            | "processing-to-stop-point"
    )
}

fn words_of(keyword: &str) -> Cow<'static, str> {
    Cow::Borrowed(match keyword {
        "media-low" => "纸不多了,请备好 A4 纸",
        "input-tray-missing" => "纸盒没有装好,请推到位",
        "input-cannot-feed-size-selected" | "input-media-size-change" => "纸盒里不是 A4 纸,请换成 A4 纸",
        "input-manual-input-request" => "请从手动进纸口放一张 A4 纸",
        "input-media-tray-feed-error"
        | "media-path-input-feed-error"
        | "media-path-media-tray-feed-error" => "没有搓到纸,请把纸放齐再试",
        "marker-toner-cartridge-missing" | "marker-supply-missing" => "墨粉盒(墨盒)没有装好,请重新装上",
        "opc-near-eol" | "cleaner-life-almost-over" => "硒鼓快到寿命了,请备好新的",
        "opc-life-over" | "cleaner-life-over" => "硒鼓到寿命了,请更换",
        "cutter-jam" => "切刀卡住了,请打开盖板取出碎纸",
        "stapler-empty" | "stapler-jam" => "订书器没钉或卡住了,请查看打印机",
        "hold-new-jobs" => "打印机先收着不打,请在打印机上恢复",
        "deactivated" | "deleted" => "打印机被停用了,请管理员启用",
        "output-tray-missing" => "出纸盘没有装好,请推到位",
        "output-area-almost-full" => "出纸盘快满了,请取走纸张",
        "output-area-full" => "出纸盘满了,请取走纸张",
        "marker-waste-almost-full" | "marker-waste-toner-receptacle-almost-full" => "废粉盒快满了,请备好新的",
        "marker-waste-full" | "marker-waste-toner-receptacle-full" => "废粉盒满了,请更换",
        "connecting-to-device" => "正在连接打印机",
        "timed-out" => "打印机没有回应,请检查电源和网线",
        "spool-area-full" => "打印机的存储满了,请稍后再打",
        "warming-up" | "fuser-warming-up" => "打印机正在预热,请稍等",
        "job-hold-until-specified" | "job-held-on-create" | "job-password-wait" => {
            "打印任务被暂挂,请在打印机上放行"
        }
        "resources-are-not-ready" | "resources-are-not-supported" => {
            "打印机没有备好这份任务要的纸,请看看纸盒"
        }
        "account-authorization-failed"
        | "account-closed"
        | "account-info-needed"
        | "account-limit-reached" => "打印机要账号或额度才肯打,请找管理员",
        "cups-missing-filter" | "cups-insecure-filter" => "打印机的驱动没有装好,请找管理员",
        "job-canceled-by-user" | "job-canceled-by-operator" | "job-canceled-at-device" => {
            "有人取消了这次打印"
        }
        "aborted-by-system" => "打印机中止了这次打印",
        "document-format-error"
        | "document-unprintable-error"
        | "unsupported-document-format"
        | "document-access-error"
        | "compression-error" => "打印机读不懂这份文件",
        "job-completed-with-warnings" => "已打完,但打印机有提醒,请核对纸张",
        "job-completed-with-errors" => "已打完,但打印机报告出错,请核对纸张",
        other => return Cow::Owned(format!("打印机提示“{other}”,请查看打印机")),
    })
}
