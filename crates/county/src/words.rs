//! What the program says to county staff: one sentence for what happened, one for what to do next.

use crate::CountyError;
use casework::decision::Outcome;
use casework::state::State;

/// The word for where a case stands.
pub fn state(state: State) -> &'static str {
    match state {
        State::Draft => "草稿",
        State::AwaitingSignature => "待签字",
        State::Queued => "存在本机",
        State::Voided => "已作废",
        State::WithdrawalRequested => "申请撤回",
        State::Received => "省里已收到",
        State::MaterialsComplete => "待受理",
        State::Held => "挂起待查",
        State::CorrectionRequested => "待补正",
        State::Corrected => "已补正",
        State::NotAccepted => "不予受理",
        State::Forwarded => "已转办",
        State::Lapsed => "逾期未补正",
        State::Accepted => "已受理",
        State::InReview => "审核中",
        State::Suspended => "特别程序",
        State::FurtherMaterials => "待补材料",
        State::Granted => "准予",
        State::Denied => "不予",
        State::Withdrawn => "已撤回",
        State::Terminated => "已终止",
        State::Served => "已送达",
        State::Archived => "已归档",
    }
}

/// The word for what is decided.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accept => "受理",
        Outcome::RefuseAcceptance => "不予受理",
        Outcome::Correct => "退回补正",
        Outcome::Forward => "转办",
        Outcome::Suspend => "特别程序",
        Outcome::Resume => "恢复办理",
        Outcome::FurtherMaterials => "再要材料",
        Outcome::Grant => "准予",
        Outcome::Deny => "不予",
        Outcome::Terminate => "终止",
    }
}

/// What happened.
pub fn sentence(error: &CountyError) -> String {
    match error {
        CountyError::Usage(words) => words.clone(),
        CountyError::PlainHttp(_) => "不加密的 http 只能连本机。".into(),
        CountyError::Refused(problem) => problem.title.clone(),
        CountyError::Line(_) => "连不上省里的网关。".into(),
        CountyError::Cut(_) => "传到一半,线路断了。".into(),
        CountyError::NotAGateway => "对方的回答不像省里的网关。".into(),
        CountyError::Busy(folder) => format!("另一个程序正往 {} 里取批次。", folder.display()),
        CountyError::OtherKey { .. } => "网关的签名公钥和以前记下的不一样,这批没有收。".into(),
        CountyError::PinnedKey(path) => format!("{} 里记的公钥读不出来。", path.display()),
        CountyError::Manifest => "批次清单的签名不对,这批没有收。".into(),
        CountyError::CaseFile(number) => format!("办件 {} 和清单对不上,这批没有收。", number.grouped()),
        CountyError::Proof(number) => format!("办件 {} 的回执签名不对,这批没有收。", number.grouped()),
        CountyError::Material(number) => {
            format!("办件 {} 有一份材料和交来时不一样,这批没有收。", number.grouped())
        }
        CountyError::Disk { path, source } => format!("{} 写不进去或读不出来:{source}。", path.display()),
        CountyError::Table(_) => "表格没做成。".into(),
        CountyError::Internal(_) => "程序出了毛病。".into(),
    }
}

/// What to do about it.
pub fn next_step(error: &CountyError) -> String {
    match error {
        CountyError::Usage(_) => "看 --help 里的例子,改好再来一次。".into(),
        CountyError::PlainHttp(_) => "把地址改成 https:// 开头。".into(),
        CountyError::Refused(problem) => problem.detail.clone(),
        CountyError::Line(_) | CountyError::Cut(_) => "看看网线和地址,再来一次;已经取到的不会重取。".into(),
        CountyError::NotAGateway => "核对 --gateway 的地址;地址没错就请省里的人看看网关。".into(),
        CountyError::Busy(_) => "等它取完,或者换一个文件夹。".into(),
        CountyError::OtherKey { found } => format!(
            "先打电话向省里核实。确实换了公钥,再用 --gateway-key {found} 取,并更新文件夹里的 gateway-key。"
        ),
        CountyError::PinnedKey(_) => "向省里要来公钥,用 --gateway-key 给出。".into(),
        CountyError::Manifest | CountyError::CaseFile(_) | CountyError::Proof(_) => {
            "不要用这批数据,请省里的人查网关;查清后再取一次。".into()
        }
        CountyError::Material(_) => "再取一次;还这样就请省里的人查。".into(),
        CountyError::Disk { .. } => "看看硬盘还有没有地方、文件夹能不能写,再来一次。".into(),
        CountyError::Table(_) | CountyError::Internal(_) => {
            format!("再来一次;还不行就把这句话报给管系统的人:{error}。")
        }
    }
}
