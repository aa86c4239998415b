//! Why a printer or a job stands as it does: the printer's keywords and what a clerk does about them. Every sentence
//! about a printer's condition is here.

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
            "media-empty" | "media-needed" => Self::MediaEmpty,
            "media-jam" => Self::MediaJam,
            "door-open" | "cover-open" | "interlock-open" => Self::DoorOpen,
            "offline" | "shutdown" => Self::Offline,
            "toner-empty" | "marker-supply-empty" => Self::TonerEmpty,
            "toner-low" | "marker-supply-low" => Self::TonerLow,
            "paused" | "moving-to-paused" => Self::Paused,
            keyword if only_repeats_the_state(keyword) => return None,
            other => Self::Other(other.to_owned()),
        })
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
            Self::Other(keyword) => return words_of(keyword),
        })
    }
}

/// `media-empty-error` is `media-empty` and how bad it is; the state tells whether it stops the work.
fn without_severity(keyword: &str) -> &str {
    ["-error", "-warning", "-report"]
        .iter()
        .find_map(|severity| {
            keyword.strip_suffix(severity).filter(|bare| !WHOLE.contains(&keyword) && !bare.is_empty())
        })
        .unwrap_or(keyword)
}

/// Keywords whose last word is not a severity.
const WHOLE: [&str; 3] = ["document-format-error", "document-unprintable-error", "document-access-error"];

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
        "output-tray-missing" => "出纸盘没有装好,请推到位",
        "output-area-almost-full" => "出纸盘快满了,请取走纸张",
        "output-area-full" => "出纸盘满了,请取走纸张",
        "marker-waste-almost-full" => "废粉盒快满了,请备好新的",
        "marker-waste-full" => "废粉盒满了,请更换",
        "connecting-to-device" => "正在连接打印机",
        "timed-out" => "打印机没有回应,请检查电源和网线",
        "spool-area-full" => "打印机的存储满了,请稍后再打",
        "job-hold-until-specified" => "打印任务被暂挂,请在打印机上放行",
        "job-canceled-by-user" | "job-canceled-by-operator" | "job-canceled-at-device" => {
            "有人取消了这次打印"
        }
        "aborted-by-system" => "打印机中止了这次打印",
        "document-format-error" | "document-unprintable-error" | "unsupported-document-format" => {
            "打印机读不懂这份文件"
        }
        "job-completed-with-warnings" => "已打完,但打印机有提醒,请核对纸张",
        "job-completed-with-errors" => "已打完,但打印机报告出错,请核对纸张",
        other => return Cow::Owned(format!("打印机提示“{other}”,请查看打印机")),
    })
}
