//! Three whole cases over the real screens, in the browser and in the window: from the first start of the PC to the
//! paper in the resident's hands. What the county then holds is compared with what was typed and scanned.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod corrected;
mod counter;
mod deferred;
mod filling;
mod held;
mod opening;
mod refused;

use journeys::driver::Kind;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_case_is_returned_corrected_accepted_granted_and_served_in_the_browser() {
    corrected::journey(Kind::Browser).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_case_is_returned_corrected_accepted_granted_and_served_in_the_window() {
    corrected::journey(Kind::Window).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_household_of_seven_is_not_accepted_and_learns_why_and_what_it_can_do_in_the_browser() {
    refused::journey(Kind::Browser).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_household_of_seven_is_not_accepted_and_learns_why_and_what_it_can_do_in_the_window() {
    refused::journey(Kind::Window).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_material_that_comes_later_is_added_to_its_case_in_the_browser() {
    deferred::journey(Kind::Browser).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_material_that_comes_later_is_added_to_its_case_in_the_window() {
    deferred::journey(Kind::Window).await;
}
