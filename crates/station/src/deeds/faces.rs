//! With which faces papers are printed: what this computer has of the official ones, and what stands in for the rest.

use crate::Desk;
use crate::view::*;
use papers::{FontSet, Found, Refusal, Role};
use std::path::Path;

/// What the papers of this computer are set in.
///
/// # Errors
/// A font of the house that is missing.
pub fn paper_faces(desk: &Desk, _: Nothing) -> Result<Vec<FaceView>, Failure> {
    Ok(faces_of(desk.press()?.fonts()))
}

/// What a set of fonts prints each kind of text with.
pub fn faces_of(fonts: &FontSet) -> Vec<FaceView> {
    let of = |used: &papers::Used| {
        let (name, instead) = spoken(used.role);
        FaceView { name: name.to_owned(), words: words(&used.found, instead) }
    };
    fonts.installed().iter().map(of).collect()
}

/// What a role is called, and what happens without its face.
fn spoken(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::FangSong => ("仿宋", "用宋体代替"),
        Role::Title => ("小标宋", "用粗宋体代替"),
        Role::Rare => ("扩展 G 区以后的生僻字", "姓名里有这样的字就打不出来,打印时会指出是哪个字"),
    }
}

fn words(found: &Found, instead: &str) -> String {
    match found {
        Found::Face { family, .. } => format!("用本机安装的 {family}"),
        Found::Refused { file, why } => format!("本机的 {} {},{instead}", file_name(file), reason(*why)),
        Found::Nothing => format!("没有安装,{instead}"),
    }
}

fn reason(why: Refusal) -> &'static str {
    match why {
        Refusal::Licence => "按授权不许嵌入文书",
        Refusal::Broken => "读不了",
        Refusal::TooFew => "缺常用字",
    }
}

fn file_name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_that_stands_in_is_said_with_why() {
        let file = "/usr/share/fonts/simfang.ttf".into();
        let refused = Found::Refused { file, why: Refusal::Licence };
        assert_eq!(words(&refused, "用宋体代替"), "本机的 simfang.ttf 按授权不许嵌入文书,用宋体代替");
        assert_eq!(words(&Found::Nothing, "用宋体代替"), "没有安装,用宋体代替");
        let face = Found::Face { family: "方正仿宋简体".into(), file: "/f".into() };
        assert_eq!(words(&face, "用宋体代替"), "用本机安装的 方正仿宋简体");
    }
}
