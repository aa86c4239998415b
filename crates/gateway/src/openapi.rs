//! The interface described for those who build against it.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(info(
    title = "bianmin-gateway",
    description = "Station door and county door of the gateway. Bodies are the types of the crate `wire`; \
                   refusals are application/problem+json (RFC 9457)."
))]
pub(crate) struct Description;

/// The OpenAPI document as JSON.
pub fn document() -> utoipa::openapi::OpenApi {
    crate::router::described().1
}
