//! Who may do what. Three kinds of people: station staff, county staff, and residents, who never log in here.

use serde::{Deserialize, Serialize};

/// Staff of a village station.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StationRole {
    /// 站长: everything, and adds staff.
    Chief,
    /// 办事员: takes in cases.
    Clerk,
}

impl StationRole {
    /// Adds and removes staff, enrols the station.
    pub fn may_manage_staff(self) -> bool {
        self == Self::Chief
    }
}

/// Staff of a county office, or of the gateway itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountyRole {
    /// 审核: pulls batches, decides.
    Reviewer,
    /// 督查: sees everything of the county, decides nothing.
    Supervisor,
    /// 管理: accounts and stations of the county.
    Admin,
}

impl CountyRole {
    /// Accepts, refuses, returns, decides.
    pub fn may_decide(self) -> bool {
        self == Self::Reviewer
    }

    /// Pulls batches with personal data to disk.
    pub fn may_pull(self) -> bool {
        self == Self::Reviewer
    }
}

impl std::str::FromStr for CountyRole {
    type Err = crate::state::UnknownName;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "reviewer" => Ok(Self::Reviewer),
            "supervisor" => Ok(Self::Supervisor),
            "admin" => Ok(Self::Admin),
            other => Err(crate::state::UnknownName(other.to_owned())),
        }
    }
}
