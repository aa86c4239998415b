//! What is told about slip printers and slips.

use super::super::Reason;

/// Why nothing was sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ThermalError {
    /// No connection: off, unplugged, another address, or the line broke before the first byte.
    #[error("nothing answers at the slip printer's address")]
    Unreachable,
    /// The path is no device.
    #[error("the path of the slip printer is no device")]
    NoDevice,
    /// The device belongs to others.
    #[error("this user may not use the slip printer's device")]
    NotAllowed,
    /// Another program has the device open.
    #[error("another program uses the slip printer")]
    Busy,
    /// The printer says that it cannot print now.
    #[error("the slip printer cannot print now: {0:?}")]
    NotReady(Vec<Reason>),
}

impl ThermalError {
    /// As said at the counter.
    pub fn words(&self) -> String {
        match self {
            Self::Unreachable => "连不上小票打印机,可能没开机、线松了,或者地址不对",
            Self::NoDevice => "这个地址上没有小票打印机,请看看线插好没有",
            Self::NotAllowed => "这个电脑账户不能用小票打印机,请让管理员把账户加进 lp 和 dialout 组",
            Self::Busy => "小票打印机正被别的程序占用,请稍后再打",
            Self::NotReady(reasons) => return Reason::in_words(reasons),
        }
        .to_owned()
    }
}

/// How far a slip went, as far as the printer says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SlipEnd {
    /// The printer says that it is through. It does not say what the slip looks like.
    Printed,
    /// It has all of it and did not say that it is through.
    Taken,
    /// It has all or some of it and says what keeps it from going on.
    CutShort,
    /// The line broke, or it fell silent: only a person can say.
    Unsure,
}

impl SlipEnd {
    /// As said at the counter.
    pub fn words(self) -> &'static str {
        match self {
            Self::Printed => "打印机报告已打完,请核对小票",
            Self::Taken => "已交给打印机,打完没有它不会说,请看看出纸口",
            Self::CutShort => "小票没有打完",
            Self::Unsure => "打到一半没了回音,请看看出纸口再决定要不要再打",
        }
    }
}

/// How far a slip went and what the printer says about itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SlipReport {
    pub end: SlipEnd,
    /// What stands in the way or needs care, most often nothing.
    pub reasons: Vec<Reason>,
}

/// Where a slip printer stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ThermalState {
    /// It says that nothing is in the way.
    Ready,
    /// It says what is.
    Stopped,
    /// It does not say.
    Unknown,
}

impl ThermalState {
    /// As said at the counter.
    pub fn words(self) -> &'static str {
        match self {
            Self::Ready => "可以打印",
            Self::Stopped => "已停止,请查看打印机",
            Self::Unknown => "状态不明,请看看打印机",
        }
    }
}

/// What a slip printer says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThermalReport {
    pub state: ThermalState,
    /// What needs care.
    pub reasons: Vec<Reason>,
}
