//! Cargo does not see that a locale file changed; this tells it.
fn main() {
    println!("cargo:rerun-if-changed=../../assets/locales");
}
