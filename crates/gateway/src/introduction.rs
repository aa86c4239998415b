//! Says whose gateway this is and at which TLS keys it is met, before a station entrusts anything to a connection.

use crate::answer::Refusal;
use crate::gateway::{Shared, beside};
use crate::reading::Asked;
use axum::Json;
use axum::extract::State;
use gateway_store::StoreError;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::introduction::{Introduction, Nonce};

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(introduction))
}

#[derive(Deserialize, IntoParams)]
struct Question {
    /// 32 random bytes in hex, which the answer repeats under its signature
    #[param(value_type = String)]
    nonce: Nonce,
}

#[utoipa::path(get, path = "/v1/introduction", tag = "station", params(Question),
    responses((status = 200, description = "The gateway's key, the TLS keys at which it is met (SHA-256 of the SubjectPublicKeyInfo), signed with the nonce", body = Object)))]
async fn introduction(
    State(gateway): State<Shared>,
    Asked(Question { nonce }): Asked<Question>,
) -> Result<Json<Introduction>, Refusal> {
    beside(gateway, move |g| {
        let said = Introduction::sign(g.tls_keys.clone(), nonce, g.store.keys().gateway());
        Ok(Json(said.map_err(StoreError::from)?))
    })
    .await
}
