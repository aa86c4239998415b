//! What a job asks of the printer beside its pages.

use super::report::{PrinterReport, Sides};
use std::borrow::Cow;

/// How a job shall be printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wishes {
    /// At least one.
    pub copies: u16,
    pub sides: Sides,
    /// The printer chooses where none is named.
    pub tray: Option<Tray>,
}

impl Default for Wishes {
    /// One copy, on one side, from the tray the printer chooses.
    fn default() -> Self {
        Self { copies: 1, sides: Sides::One, tray: None }
    }
}

impl Wishes {
    /// What of it this printer can do, and by the printers' own words what it cannot. Printers refuse a whole job over
    /// a wish they cannot meet; a page on one side from another tray is better than none.
    pub(super) fn possible(&self, printer: &PrinterReport) -> (Self, Vec<String>) {
        let most = printer.most_copies.unwrap_or(u16::MAX).max(1);
        let sides = if printer.both_sides { self.sides } else { Sides::One };
        let tray = self.tray.clone().filter(|tray| printer.trays.contains(tray));
        let possible = Self { copies: self.copies.clamp(1, most), sides, tray };
        let lost = [
            (possible.copies < self.copies, "copies"),
            (possible.sides != self.sides, "sides"),
            (possible.tray != self.tray, "media-source"),
        ];
        (possible, lost.into_iter().filter(|(lost, _)| *lost).map(|(_, name)| name.to_owned()).collect())
    }
}

/// A tray of a printer, by the printer's own word (`media-source`, PWG 5100.7, 6.3.7.17).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Tray(String);

impl Tray {
    /// The tray of this keyword.
    pub fn called(keyword: &str) -> Self {
        Self(keyword.to_owned())
    }

    /// As the printer calls it; this is what is remembered.
    pub fn keyword(&self) -> &str {
        &self.0
    }

    /// As people call it.
    pub fn words(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self.0.as_str() {
            "auto" => "自动选纸盒",
            "main" => "主纸盒",
            "alternate" => "备用纸盒",
            "top" => "上层纸盒",
            "middle" | "center" => "中间纸盒",
            "bottom" => "下层纸盒",
            "left" => "左侧纸盒",
            "right" => "右侧纸盒",
            "side" => "侧面纸盒",
            "rear" => "后部纸盒",
            "large-capacity" => "大容量纸盒",
            "manual" => "手动进纸",
            "by-pass-tray" => "多功能进纸口",
            "envelope" => "信封进纸口",
            "photo" => "照片纸盒",
            other => match other.strip_prefix("tray-") {
                Some(number) => return Cow::Owned(format!("{number}号纸盒")),
                None => other,
            },
        })
    }
}

/// What a printer ignored of a job, as people say it.
pub fn ignored_words(wish: &str) -> Cow<'_, str> {
    Cow::Borrowed(match wish {
        "copies" => "份数没有照办",
        "sides" | "sides-supported" => "只能单面打印",
        "media-source" | "media-col" => "没有从选定的纸盒取纸",
        "media" => "没有按 A4 纸打印",
        "print-scaling" => "可能缩放了页面",
        other => return Cow::Owned(format!("打印机没有照办“{other}”")),
    })
}
