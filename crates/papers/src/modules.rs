//! The dark modules of a code in a file: one small picture of whole numbers, laid where it belongs.
//!
//! A square has some 700 stretches of dark modules. Written as a picture of its own they cost the writer nothing; as
//! operators of the page, each an object of the PDF library, they took a sixth of the time of a whole receipt.

use crate::furniture::PAGE_HEIGHT;
use crate::ink::{Modules, Tone};
use crate::write::{grey, round};
use printpdf::{
    CurTransMat, DictItem, ExternalStream, ExternalXObject, Op, XObject, XObjectId, XObjectTransform,
};
use std::collections::BTreeMap;
use std::io::Write as _;

/// The pictures of a file by their names.
pub(crate) type Pictures = BTreeMap<XObjectId, XObject>;

/// Puts the picture of a code into the file and lays it on the page, in black.
pub(crate) fn laid(modules: &Modules, pictures: &mut Pictures) -> [Op; 5] {
    let id = XObjectId(format!("C{}", pictures.len()));
    pictures.insert(id.clone(), picture(modules));
    let Modules { corner, module, .. } = modules;
    let grid = [module.0, 0.0, 0.0, -module.1, round(corner.0), round(PAGE_HEIGHT - corner.1)];
    [
        Op::SaveGraphicsState,
        Op::SetFillColor { col: grey(Tone::Black.level()) },
        Op::SetTransformationMatrix { matrix: CurTransMat::Raw(grid) },
        Op::UseXobject { id, transform: XObjectTransform::default() },
        Op::RestoreGraphicsState,
    ]
}

/// A form XObject (ISO 32000-1, 8.10): all stretches are one path, so that no seam shows between two rows.
fn picture(modules: &Modules) -> XObject {
    let mut content = Vec::with_capacity(modules.dark.len() * 12);
    for stretch in &modules.dark {
        // writing to memory cannot fail
        let _ = writeln!(content, "{} {} {} 1 re", stretch.from, stretch.row, stretch.length);
    }
    content.extend(b"f");
    let name = |name: &str| DictItem::Name(name.into());
    let dict = [
        ("Type", name("XObject")),
        ("Subtype", name("Form")),
        ("BBox", bounds(modules)),
        ("Resources", DictItem::Dict { map: BTreeMap::new() }),
    ];
    let dict = dict.map(|(key, value)| (key.to_owned(), value)).into();
    let stream = ExternalStream { dict, content, compress: true };
    XObject::External(ExternalXObject { stream, width: None, height: None, dpi: None })
}

/// One module wider than the code on every side: what is cut at its very edge is painted thinner there.
fn bounds(modules: &Modules) -> DictItem {
    let right = modules.dark.iter().map(|stretch| stretch.from + stretch.length).max().unwrap_or(0);
    let bottom = modules.dark.iter().map(|stretch| stretch.row).max().unwrap_or(0) + 1;
    let corners = [-1, -1, right as i64 + 1, bottom as i64 + 1];
    DictItem::Array(corners.map(DictItem::Int).into())
}
