//! From the errors of the layers below to what a person reads.

use crate::vault::VaultError;
use crate::view::{ErrorCode, Failure};
use catalogue::CatalogueError;
use papers::PaperError;
use sqlite_kit::DbError;
use station_store::StoreError;
use station_sync::bundle::BundleFault;
use station_sync::{NotAnAddress, NotIntroduced, RoundError};
use wire::LinkError;
use wire::bundle::BundleError;
use wire::problem::ProblemCode;
use wire::recovery::RecoveryError;

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Db(db) => db.into(),
            StoreError::DiskFull => Self::new(ErrorCode::DiskFull, ""),
            StoreError::File { .. } => logged(ErrorCode::Disk, &error),
            StoreError::FileDamaged(_) | StoreError::FileMissing(_) => logged(ErrorCode::FileDamaged, &error),
            StoreError::NotFound => Self::new(ErrorCode::NotFound, "这一件"),
            StoreError::DraftChanged { .. } => Self::new(ErrorCode::DraftChanged, ""),
            StoreError::Overtaken(not_allowed) => not_allowed.into(),
            StoreError::OtherStation => Self::new(ErrorCode::StationChanged, ""),
            StoreError::LastChief => Self::new(ErrorCode::LastChief, ""),
            StoreError::Unreadable(_) => logged(ErrorCode::Damaged, &error),
            StoreError::Number(_) => Self::internal(&error),
        }
    }
}

fn logged(code: ErrorCode, error: &dyn std::fmt::Display) -> Failure {
    tracing::error!(%error, "{code:?}");
    Failure::new(code, "")
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match &error {
            DbError::Busy { .. } => Self::new(ErrorCode::Busy, ""),
            DbError::Gone | DbError::WrongKey | DbError::Damaged(_) => logged(ErrorCode::Damaged, &error),
            DbError::Newer { .. } => Self::new(ErrorCode::Newer, ""),
            DbError::DiskFull => Self::new(ErrorCode::DiskFull, ""),
            DbError::Disk(_) | DbError::Setting { .. } | DbError::File { .. } => {
                logged(ErrorCode::Disk, &error)
            }
            DbError::Statement(_) => Self::internal(&error),
        }
    }
}

impl From<VaultError> for Failure {
    fn from(error: VaultError) -> Self {
        match &error {
            VaultError::NotPrepared => Self::new(ErrorCode::NotPrepared, ""),
            VaultError::AlreadyPrepared => Self::new(ErrorCode::AlreadyPrepared, ""),
            VaultError::WrongPassword => Self::new(ErrorCode::WrongPassword, ""),
            VaultError::LockedOut { minutes } => Self::new(ErrorCode::LockedOut, format!("{minutes} 分钟")),
            VaultError::Keyring(_) => logged(ErrorCode::Keyring, &error),
            VaultError::Copied => logged(ErrorCode::Copied, &error),
            VaultError::Damaged(_) | VaultError::Slot(_) => logged(ErrorCode::Damaged, &error),
            VaultError::File { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
                Self::new(ErrorCode::DiskFull, "")
            }
            VaultError::File { .. } => logged(ErrorCode::Disk, &error),
        }
    }
}

impl From<RecoveryError> for Failure {
    fn from(error: RecoveryError) -> Self {
        match &error {
            RecoveryError::OtherCode => Self::new(ErrorCode::RecoveryCode, ""),
            RecoveryError::Foreign | RecoveryError::NotForUs | RecoveryError::DoesNotOpen => {
                logged(ErrorCode::RecoveryFile, &error)
            }
            RecoveryError::Sealing(_) => Self::internal(&error),
        }
    }
}

impl From<CatalogueError> for Failure {
    fn from(error: CatalogueError) -> Self {
        match &error {
            CatalogueError::NoSuchItem(name) => Self::new(ErrorCode::NotFound, format!("事项“{name}”")),
            CatalogueError::NoForm(_) | CatalogueError::Form { .. } => Self::internal(&error),
        }
    }
}

impl From<PaperError> for Failure {
    fn from(error: PaperError) -> Self {
        match &error {
            PaperError::NoGlyph { character, code_point, place } => {
                Self::new(ErrorCode::NoGlyph, format!("“{character}”({code_point},在“{place}”里)"))
            }
            PaperError::FontMissing { file, .. } | PaperError::FontBroken { file, .. } => {
                Self::new(ErrorCode::Fonts, file)
            }
            PaperError::NoLarge => Self::new(ErrorCode::NoLarge, ""),
            PaperError::FontUnreadable { path, .. } => {
                Self::new(ErrorCode::Fonts, path.file_name().unwrap_or_default().to_string_lossy())
            }
            _ => Self::internal(&error),
        }
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Unreachable => logged(ErrorCode::Link, &error),
            LinkError::NoNetwork => Self::new(ErrorCode::NoNetwork, ""),
            LinkError::NameUnknown => logged(ErrorCode::NameUnknown, &error),
            LinkError::Refused => logged(ErrorCode::GatewayDown, &error),
            LinkError::Proxy => logged(ErrorCode::Proxy, &error),
            LinkError::Tls => logged(ErrorCode::LinkUnsafe, &error),
            LinkError::TimedOut => Self::new(ErrorCode::LinkTimeout, ""),
            LinkError::WrongKey => logged(ErrorCode::WrongKey, &error),
            LinkError::NotTheGateway { .. } => logged(ErrorCode::NotTheGateway, &error),
            LinkError::Garbage => Self::new(ErrorCode::LinkGarbage, ""),
            LinkError::Problem(problem) if problem.code == ProblemCode::EnrolCode => {
                Self::new(ErrorCode::EnrolCode, "")
            }
            LinkError::Problem(problem) if problem.code == ProblemCode::NotAuthorised => {
                Self::new(ErrorCode::KeyEnded, "")
            }
            LinkError::Problem(problem) if problem.code == ProblemCode::BatchFork => {
                Self::new(ErrorCode::Fork, "")
            }
            LinkError::Problem(problem) if problem.status >= 500 => {
                tracing::warn!(status = problem.status, title = problem.title, "gateway fault");
                Self::new(ErrorCode::GatewayBusy, "")
            }
            LinkError::Problem(problem) => Self::new(ErrorCode::Refused, problem.title),
        }
    }
}

impl From<RoundError> for Failure {
    fn from(error: RoundError) -> Self {
        match error {
            RoundError::Link(link) => link.into(),
            RoundError::Store(store) => store.into(),
            RoundError::Fork => Self::new(ErrorCode::Fork, ""),
            RoundError::Forged => logged(ErrorCode::Forged, &error),
            RoundError::NotEnrolled => Self::new(ErrorCode::NotEnrolled, ""),
            RoundError::Batch(_) | RoundError::Canonical(_) | RoundError::Key(_) => Self::internal(&error),
        }
    }
}

impl From<BundleFault> for Failure {
    fn from(fault: BundleFault) -> Self {
        match fault {
            BundleFault::Bundle(error) => error.into(),
            BundleFault::Round(round) => round.into(),
            BundleFault::StickFull => Self::new(ErrorCode::StickFull, ""),
            BundleFault::Stick(_) => logged(ErrorCode::Stick, &fault),
            BundleFault::OtherStation { station, device } => {
                Self::new(ErrorCode::BundleOtherStation, format!("{station},第 {device} 台电脑"))
            }
            BundleFault::OtherGateway => Self::new(ErrorCode::BundleOtherProvince, ""),
            BundleFault::GoesUp => Self::new(ErrorCode::BundleGoesUp, ""),
            BundleFault::Gap { from, to } if from == to => Self::new(ErrorCode::BundleGap, from.to_string()),
            BundleFault::Gap { from, to } => Self::new(ErrorCode::BundleGap, format!("{from}–{to}")),
            BundleFault::None => Self::new(ErrorCode::BundleNone, ""),
            BundleFault::Stopped => Self::new(ErrorCode::BundleStopped, ""),
        }
    }
}

impl From<BundleError> for Failure {
    fn from(error: BundleError) -> Self {
        match error {
            BundleError::Foreign => Self::new(ErrorCode::BundleForeign, ""),
            BundleError::NotForUs(_) => Self::new(ErrorCode::BundleOtherProvince, ""),
            BundleError::Cut => Self::new(ErrorCode::BundleCut, ""),
            BundleError::Altered => logged(ErrorCode::BundleAltered, &error),
            BundleError::Newer => Self::new(ErrorCode::BundleNewer, ""),
            BundleError::Forged => logged(ErrorCode::Forged, &error),
            BundleError::Io(_) => logged(ErrorCode::Stick, &error),
        }
    }
}

impl From<NotIntroduced> for Failure {
    fn from(error: NotIntroduced) -> Self {
        match error {
            NotIntroduced::Address(address) => address.into(),
            NotIntroduced::Link(link) => link.into(),
            NotIntroduced::Key(_) => Self::internal(&error),
        }
    }
}

impl From<NotAnAddress> for Failure {
    fn from(error: NotAnAddress) -> Self {
        Self::new(
            ErrorCode::Input,
            match error {
                NotAnAddress::Scheme => "省网地址要以 https:// 开头",
                NotAnAddress::Unreadable => "省网地址读不懂,请照省里给的再填一遍",
                NotAnAddress::PlainHttp => "不加密的地址只能指向本机",
                NotAnAddress::Tls => "加密组件没有准备好",
            },
        )
    }
}

impl From<casework::state::NotAllowed> for Failure {
    fn from(error: casework::state::NotAllowed) -> Self {
        Self::new(ErrorCode::State, format!("现在是“{}”", wording::phase_word(error.from.phase())))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(&error)
    }
}
