//! What a person reads when something is refused: one sentence and one next step per code.

use gateway_store::StoreError;
use wire::problem::ProblemCode;

/// One sentence and the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What is wrong.
    pub title: &'static str,
    /// What to do.
    pub next: &'static str,
}

const fn say(title: &'static str, next: &'static str) -> Sentence {
    Sentence { title, next }
}

/// The sentence of a code.
pub fn sentence_of(code: ProblemCode) -> Sentence {
    match code {
        ProblemCode::BadRequest => say("请求内容读不懂。", "请核对发送的内容;程序版本旧了请先升级。"),
        ProblemCode::NotAuthorised => say("没有登录,或登录已过期。", "请重新登录;站点请重新连接。"),
        ProblemCode::WrongPassword => say("用户名或密码不对。", "请核对后再试;连错五次会锁定十五分钟。"),
        ProblemCode::LockedOut => say("密码连续输错,账号已锁定。", "请过十五分钟再试,或联系本县管理员。"),
        ProblemCode::Forbidden => say("您的岗位不能做这件事。", "请由有权限的同事办理。"),
        ProblemCode::EnrolCode => {
            say("登记码无效、已过期或已用过。", "请核对登记码和站点代码,或向县里重新要一个。")
        }
        ProblemCode::NotFound => say("没有找到。", "请核对编号或网址。"),
        ProblemCode::BatchGap => say("中间有没送到的记录。", "请从网关已收到的下一条接着送。"),
        ProblemCode::BatchFork => {
            say("同一序号已收到过不同的内容。", "这台电脑的数据可能是拷贝或恢复的,请重新开始一个批次序列。")
        }
        ProblemCode::FileOffset => say("续传的位置不对。", "请从网关给出的位置接着传。"),
        ProblemCode::FileHash => say("传来的内容与名称对不上。", "请从头重传这一份。"),
        ProblemCode::TooLarge => say("内容太大。", "请分小一些再送。"),
        ProblemCode::StateConflict => say("办件现在的状态不能这样办。", "请刷新后看清办件的最新状态。"),
        ProblemCode::Incomplete => say("决定缺少必填内容。", "请把缺的内容补上再提交。"),
        ProblemCode::Busy => say("系统正忙。", "请稍等片刻再试。"),
        ProblemCode::Internal => say("网关出了故障。", "请稍后再试;仍不行请联系管理员。"),
    }
}

/// The code of a refusal of the store.
pub(crate) fn code_of(error: &StoreError) -> ProblemCode {
    match error {
        StoreError::Batch(wire::BatchError::Signature) | StoreError::NotAuthorised => {
            ProblemCode::NotAuthorised
        }
        StoreError::Batch(wire::BatchError::TooLarge) | StoreError::TooLarge { .. } => ProblemCode::TooLarge,
        StoreError::Batch(_) | StoreError::Entry(_) => ProblemCode::BadRequest,
        StoreError::WrongPassword => ProblemCode::WrongPassword,
        StoreError::LockedOut { .. } => ProblemCode::LockedOut,
        StoreError::Forbidden => ProblemCode::Forbidden,
        StoreError::EnrolCode => ProblemCode::EnrolCode,
        StoreError::NotFound => ProblemCode::NotFound,
        StoreError::Gap { .. } => ProblemCode::BatchGap,
        StoreError::Fork { .. } => ProblemCode::BatchFork,
        StoreError::FileOffset { .. } => ProblemCode::FileOffset,
        StoreError::FileHash => ProblemCode::FileHash,
        StoreError::State(_) | StoreError::Overtaken => ProblemCode::StateConflict,
        StoreError::Exists(_) | StoreError::OldPack { .. } => ProblemCode::StateConflict,
        StoreError::Incomplete(_) => ProblemCode::Incomplete,
        StoreError::Busy => ProblemCode::Busy,
        StoreError::NotCommitted { disk_full: false } => ProblemCode::Busy,
        _ => ProblemCode::Internal,
    }
}

/// HTTP status of a code.
pub(crate) fn status_of(code: ProblemCode) -> u16 {
    match code {
        ProblemCode::BadRequest => 400,
        ProblemCode::NotAuthorised | ProblemCode::WrongPassword => 401,
        ProblemCode::Forbidden | ProblemCode::EnrolCode => 403,
        ProblemCode::NotFound => 404,
        ProblemCode::BatchGap
        | ProblemCode::BatchFork
        | ProblemCode::FileOffset
        | ProblemCode::StateConflict => 409,
        ProblemCode::TooLarge => 413,
        ProblemCode::FileHash | ProblemCode::Incomplete => 422,
        ProblemCode::LockedOut => 429,
        ProblemCode::Busy => 503,
        ProblemCode::Internal => 500,
    }
}
