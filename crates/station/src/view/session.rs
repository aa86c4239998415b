use super::StickView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the desk stands when the window opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeskStage {
    /// No data folder yet: first run.
    Fresh,
    /// Prepared; nobody is logged in.
    LoggedOut,
    /// Logged in, screen locked.
    Locked,
    /// At work.
    Open,
}

/// The frame of every screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct DeskState {
    /// Where it stands.
    pub stage: DeskStage,
    /// 陵水黎族自治县椰林镇城内村便民服务站, or the code before enrolment.
    pub station: String,
    /// Log-in name, empty when nobody is logged in.
    pub clerk: String,
    /// The chief may add staff and enrol.
    pub chief: bool,
    /// Enrolled with a gateway.
    pub enrolled: bool,
    /// Its address; empty before the enrolment, and while nobody is logged in.
    pub gateway: String,
    /// Training or demonstration data, never sent to a real gateway.
    pub demo: bool,
    /// Names that can log in.
    pub clerks: Vec<String>,
    /// Those of them who may manage staff; empty until somebody is logged in.
    pub chiefs: Vec<String>,
    /// The last run did not end properly.
    pub crashed: bool,
    /// The clock looks wrong: a sentence, else empty.
    pub clock_warning: String,
    /// The station's clock, milliseconds since 1970: a demonstration folder has a time of its own.
    #[ts(type = "number")]
    pub now: i64,
    /// 示例,以县级发布为准 while the catalogue says so.
    pub catalogue_mark: String,
    /// Text size of this PC: standard, large, largest.
    pub text_size: TextSize,
}

/// 标准 大 特大.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TextSize {
    /// 16 px.
    #[default]
    Standard,
    /// 19 px.
    Large,
    /// 22 px.
    Largest,
}

/// First run.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct InitInput {
    /// Village division code, 12 digits.
    pub station: String,
    /// Name of the chief.
    pub chief: String,
    /// At least 8 characters.
    pub password: String,
}

/// Log in or unlock.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct LoginInput {
    /// Name.
    pub clerk: String,
    /// Password.
    pub password: String,
}

/// Unlock the screen.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct UnlockInput {
    /// Password of who locked it.
    pub password: String,
}

/// Enrol with a gateway.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct EnrolInput {
    /// `https://…`, or `http://127.0.0.1:…` for a demonstration.
    pub gateway: String,
    /// The one-time code.
    pub code: String,
}

/// The gateway is met elsewhere from now on.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct GatewayInput {
    /// `https://…`.
    pub gateway: String,
}

/// The chief comes back to the data by what the county brought.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RecoverInput {
    /// The recovery file, or the stick or folder that it lies on.
    pub file: String,
    /// The code that was told with it.
    pub code: String,
    /// Name of the chief; empty = the first there is.
    pub clerk: String,
    /// His new password.
    pub password: String,
}

/// The desk is open again.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct Recovered {
    /// The desk.
    pub desk: DeskState,
    /// The recovery file, where it could not be removed and somebody has to; empty when it is gone.
    pub left: String,
}

/// What is at hand for the way back to the data, before anybody is logged in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct RecoveryView {
    /// The data folder.
    pub folder: String,
    /// The sealed data key lies in it, to be carried to the county.
    pub sealed: bool,
    /// Sticks that are plugged in.
    pub sticks: Vec<StickView>,
}

/// A new member of staff, or a new password for one.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct StaffInput {
    /// Name.
    pub clerk: String,
    /// First password.
    pub password: String,
    /// May manage staff; where nothing is said, who is known keeps what he may, and who is new may not.
    #[serde(default)]
    pub chief: Option<bool>,
}

/// Change the text size.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct TextSizeInput {
    /// New size.
    pub text_size: TextSize,
}
