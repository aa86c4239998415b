//! What went wrong, as one sentence and a next step, and the exit code.

use gateway::{AssetError, ImportError, ServeError, TlsError, sentence_of};
use gateway_store::StoreError;
use sqlite_kit::DbError;
use std::process::ExitCode;
use wire::problem::{Problem, ProblemCode};
use wire::recovery::RecoveryError;

/// A deed that was not done.
pub(crate) struct Failure {
    exit: u8,
    code: ProblemCode,
    title: String,
    next: String,
}

impl Failure {
    fn new(exit: u8, code: ProblemCode, title: impl Into<String>, next: impl Into<String>) -> Self {
        Self { exit, code, title: title.into(), next: next.into() }
    }

    /// The command line is not right.
    pub(crate) fn usage(title: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(2, ProblemCode::BadRequest, title, next)
    }

    /// A rule says no.
    pub(crate) fn rule(title: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(3, ProblemCode::StateConflict, title, next)
    }

    /// What was brought is not whole, not sound or not for us.
    pub(crate) fn integrity(title: impl Into<String>, next: impl Into<String>) -> Self {
        Self::new(6, ProblemCode::BadRequest, title, next)
    }

    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(%error, "an internal fault");
        let sentence = sentence_of(ProblemCode::Internal, "");
        Self::new(1, ProblemCode::Internal, sentence.message, sentence.next)
    }

    pub(crate) fn disk() -> Self {
        Self::new(
            7,
            ProblemCode::Internal,
            "磁盘满了或写不进去。",
            "请腾出空间、检查磁盘和文件夹权限后再试。",
        )
    }

    /// Writes it to stderr and gives the exit code.
    pub(crate) fn tell(self, json: bool) -> ExitCode {
        let Self { exit, code, title, next } = self;
        if json {
            let kind = "about:blank".to_owned();
            let problem =
                Problem { kind, title, status: u16::from(exit), code, detail: next, retry_after: None };
            eprintln!("{}", serde_json::to_string(&problem).unwrap_or_default());
        } else {
            eprintln!("{title}{next}");
        }
        ExitCode::from(exit)
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Busy { .. } => Self::new(
                4,
                ProblemCode::Busy,
                "这个数据文件夹已有一个网关在运行。",
                "请先停掉它,或换一个数据文件夹。",
            ),
            DbError::WrongKey | DbError::Damaged(_) => Self::new(
                6,
                ProblemCode::Internal,
                "数据库打不开或已损坏。",
                "请不要改动数据文件夹,用最近的备份恢复。",
            ),
            DbError::Newer { .. } => {
                Self::rule("数据库是更新版本的程序写的。", "请换用新版本的 bianmin-gateway。")
            }
            DbError::DiskFull | DbError::Disk(_) | DbError::File { .. } => Self::disk(),
            other => Self::internal(&other),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Db(db) => db.into(),
            StoreError::File { .. } | StoreError::NotCommitted { disk_full: true } => Self::disk(),
            StoreError::NotPrepared(folder) => Self::rule(
                format!("{} 还不是网关的数据文件夹。", folder.display()),
                "请先运行 bianmin-gateway --data DIR init。",
            ),
            StoreError::PreparedOtherwise(_) => {
                Self::rule("这个数据文件夹已按别的设置建好,不能改。", "请换一个新的文件夹,或用原来的设置。")
            }
            StoreError::KeyMissing(path) => Self::new(
                6,
                ProblemCode::Internal,
                format!("密钥文件 {} 不见了,换一把就成了另一个网关。", path.display()),
                "请从备份里找回 keys 文件夹里的这个文件,放回原处,不要新建。",
            ),
            StoreError::EndOfKey => Self::rule(
                "密钥要写明原因才能停用,停用的时间不能晚于现在。",
                "请写好 --reason(100 字以内)和 --at。",
            ),
            StoreError::NotATerm { after, own, most } => Self::rule(
                format!("最后一次的任期不会是 {after}:放回来的数据是任期 {own} 的。没有开始新的任期。"),
                format!(
                    "请核对上一次 restored 说的任期,或最新的回执编号(只写任期的末两位),--after 只收 {own} 到 {most};这份备份没有放回来过的,不用写 --after。"
                ),
            ),
            StoreError::NoUser(name) => {
                Self::rule(format!("没有账号 {name}。"), "请用 user list 看看登录名,再输一次。")
            }
            StoreError::EndedUser(name) => Self::rule(
                format!("账号 {name} 已经停用,不能再换密码。"),
                "还要用的,请用 user add 另建一个账号。",
            ),
            StoreError::Exists(name) => Self::rule(format!("{name} 已经有了。"), "请换一个名字。"),
            StoreError::OldPack { newest } => Self::rule(
                format!("已发布到第 {newest} 版,内容变了就要用更大的版本号。"),
                "请把 catalogue/publisher.json 里的 version 加一后再发布。",
            ),
            StoreError::Busy | StoreError::NotCommitted { .. } => {
                Self::new(4, ProblemCode::Busy, "数据库正忙。", "请稍等片刻再试。")
            }
            StoreError::Key(_) => {
                Self::new(6, ProblemCode::Internal, "密钥读不出来或造不出来。", "请检查数据文件夹里的 keys。")
            }
            other => Self::internal(&other),
        }
    }
}

impl From<RecoveryError> for Failure {
    fn from(error: RecoveryError) -> Self {
        match error {
            RecoveryError::Foreign => Self::integrity(
                "这不是站里的 recovery.age。",
                "请到站里的数据文件夹里拷 recovery.age,或把整个文件夹拷来。",
            ),
            RecoveryError::NotForUs => Self::integrity(
                "这份 recovery.age 是封给别的网关的,这里打不开。",
                "请在那个站绑定的网关上做;网关换过数据文件夹的,请找回原来的 keys/recovery.key。",
            ),
            RecoveryError::DoesNotOpen | RecoveryError::OtherCode => {
                Self::integrity("这份 recovery.age 不完整,或被改过。", "请到站里重新拷一份。")
            }
            other @ RecoveryError::Sealing(_) => Self::internal(&other),
        }
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(store) => store.into(),
            // only the answers are still to be written then
            _ => Self::disk(),
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Store(store) => store.into(),
            ServeError::Lock(db) => db.into(),
            ServeError::ClockSet => Self::rule(
                "正式数据的时钟不能设定。",
                "请去掉 --clock;要演示请用 init --demo 建一个演示数据文件夹。",
            ),
            ServeError::Listen { address, .. } => Self::new(
                5,
                ProblemCode::Internal,
                format!("不能在 {address} 监听。"),
                "请换一个端口,或停掉占用它的程序。",
            ),
            ServeError::Tls(TlsError::Store(store)) => store.into(),
            ServeError::Tls(TlsError::KeyMissing(path)) => Self::new(
                6,
                ProblemCode::Internal,
                format!("TLS 密钥文件 {} 不见了,换一把各站就连不上了。", path.display()),
                "请从备份里找回它,放回原处;实在找不回,删掉 tls.crt 会造一把新的:各站自己会认,县里取件用的 --tls-key 要换。",
            ),
            ServeError::Tls(_) => Self::new(
                6,
                ProblemCode::Internal,
                "TLS 证书读不出来或造不出来。",
                "请检查数据文件夹里的 keys。",
            ),
            other @ ServeError::Threads(_) => Self::internal(&other),
        }
    }
}

impl From<AssetError> for Failure {
    fn from(error: AssetError) -> Self {
        match error {
            AssetError::File { .. } => Self::disk(),
            AssetError::Calendar(fault) => {
                Self::rule(format!("工作日历有错:{fault}。"), "请改好 calendar 里的表再发布。")
            }
        }
    }
}
