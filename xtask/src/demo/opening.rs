//! What happens before the first resident comes: the gateway runs, knows the catalogue, the station and the county's
//! reviewer, and the station is enrolled.

use serde_json::json;

use super::world::{CHIEF, COUNTY, REVIEWER, STATION, World};
use super::{Facts, Step};
use crate::problem::Outcome;

/// The steps, in order.
pub fn steps() -> Vec<Step> {
    vec![
        step("gateway-init", "准备省级网关的数据", prepare_gateway),
        step("catalogue", "发布示例事项目录", publish_catalogue),
        step("reviewer", "给县里开审核账号", add_reviewer),
        step("station-add", "登记便民服务站", register_station),
        step("gateway-serve", "启动省级网关(只在本机)", serve_gateway),
        step("station-init", "设置站点电脑", prepare_station),
        step("enrol", "站点绑定省网", enrol_station),
    ]
}

/// A step with its deed.
pub fn step(id: &str, title: &str, deed: impl FnOnce(&mut World) -> Outcome<Facts> + 'static) -> Step {
    Step { id: id.to_owned(), title: title.to_owned(), deed: Box::new(deed) }
}

/// A fact for the summary.
pub fn fact(name: &str, value: impl Into<serde_json::Value>) -> Facts {
    Facts::from_iter([(name.to_owned(), value.into())])
}

fn prepare_gateway(world: &mut World) -> Outcome<Facts> {
    world.gateway(&["init", "--demo"])?;
    Ok(Facts::new())
}

fn publish_catalogue(world: &mut World) -> Outcome<Facts> {
    let said = world.gateway(&["--json", "catalogue", "publish", "assets"])?;
    Ok(fact("published", serde_json::from_str(&said).unwrap_or(json!(said))))
}

fn add_reviewer(world: &mut World) -> Outcome<Facts> {
    world.gateway(&["user", "add", REVIEWER, "--role", "reviewer", "--county", COUNTY])?;
    Ok(fact("reviewer", REVIEWER))
}

fn register_station(world: &mut World) -> Outcome<Facts> {
    let said = world.gateway(&["--json", "station", "add", STATION, "--assets", "assets"])?;
    world.learn_code(&said)?;
    Ok(fact("station", STATION))
}

fn serve_gateway(world: &mut World) -> Outcome<Facts> {
    Ok(fact("gateway", world.start_gateway()?))
}

fn prepare_station(world: &mut World) -> Outcome<Facts> {
    world.station(&["init", "--station", STATION, "--chief", CHIEF])?;
    Ok(fact("chief", CHIEF))
}

fn enrol_station(world: &mut World) -> Outcome<Facts> {
    world.station(&["enrol", "--gateway", &world.line_url()?, "--code", world.code()?])?;
    Ok(Facts::new())
}
