//! The key list, for everybody: by it papers are checked without a line.

use crate::answer::Refusal;
use crate::assets;
use crate::gateway::{Shared, beside};
use crate::packing::packed;
use axum::extract::State;
use axum::{Json, middleware};
use casework::moment::Moment;
use gateway_store::{Store, StoreError};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::keys::SignedKeyList;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(keys)).layer(middleware::from_fn(packed))
}

/// All keys of the province, the counties by the names of the published divisions.
///
/// # Errors
/// Disk and database errors.
pub fn key_list(store: &Store, now: Moment) -> Result<SignedKeyList, StoreError> {
    let divisions = assets::published_divisions(store.folder());
    let known = |code: &str| casework::identity::division::name(code).map(str::to_owned);
    store.key_list(|county| divisions.full_name(county.as_str()).or_else(|| known(county.as_str())), now)
}

#[utoipa::path(get, path = "/v1/keys", tag = "everybody",
    responses((status = 200, description = "Keys of gateway, counties and devices, signed by the first", body = Object)))]
async fn keys(State(gateway): State<Shared>) -> Result<Json<SignedKeyList>, Refusal> {
    beside(gateway, |g| Ok(Json(key_list(&g.store, g.now())?))).await
}
