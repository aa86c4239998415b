//! Taking in materials. The file is on the disk, sealed, before its row is.

use super::drafts::{draft_open, material_view, work_on};
use super::{decoded, encoded, parsed};
use crate::clock::fresh_id;
use crate::view::*;
use crate::{Desk, pages};
use casework::case::{FileHash, Trust};
use casework::id::{DraftId, MaterialId};
use station_store::{MaterialRecord, Store};

/// Most files in one slot.
const MOST_FILES: usize = 40;

/// Takes a file into a slot.
///
/// # Errors
/// A file that is too large or not a picture or PDF, a slot the item does not have, a full disk.
pub fn material_add(desk: &Desk, input: MaterialAdd) -> Result<DraftView, Failure> {
    let bytes = decoded(&input.bytes, pages::LARGEST_FILE)?;
    take_in(desk, &input.draft, &input.slot, &bytes)?;
    draft_open(desk, DraftInput { draft: input.draft })
}

/// Takes bytes into a slot of a draft.
///
/// # Errors
/// As [`material_add`].
pub fn take_in(desk: &Desk, draft: &str, slot: &str, bytes: &[u8]) -> Result<MaterialView, Failure> {
    let work = work_on(desk, draft)?;
    if !work.form.item().materials.iter().any(|m| m.slot == slot) {
        return Err(Failure::new(ErrorCode::NotFound, format!("材料“{slot}”")));
    }
    if work.materials.iter().filter(|m| m.slot == slot).count() >= MOST_FILES {
        return Err(Failure::new(ErrorCode::Input, format!("一项材料最多 {MOST_FILES} 个文件")));
    }
    let record = keep_file(desk, slot, bytes)?;
    let id = work.record.id;
    desk.at_work(|store, clerk| Ok(store.add_material(id, &record, &clerk.name)?))?;
    Ok(material_view(&record))
}

/// Looks at bytes and keeps them as a sealed file.
pub(crate) fn keep_file(desk: &Desk, slot: &str, bytes: &[u8]) -> Result<MaterialRecord, Failure> {
    let (kind, pages) = pages::inspect(bytes)?;
    let sha256 = desk.at_work(|store, _| Ok(store.files().keep(bytes)?))?;
    Ok(MaterialRecord {
        id: MaterialId::new(fresh_id()),
        slot: slot.to_owned(),
        sha256,
        size: bytes.len() as u64,
        media_type: kind.media_type().to_owned(),
        pages,
        trust: Trust::C,
        taken_at: desk.now(),
    })
}

fn change(
    desk: &Desk,
    draft: &str,
    material: &str,
    work: impl FnOnce(&mut Store, DraftId, MaterialId, &str) -> Result<(), station_store::StoreError>,
) -> Result<DraftView, Failure> {
    let draft_id: DraftId = parsed(draft, "这份草稿")?;
    let id: MaterialId = parsed(material, "这份材料")?;
    desk.at_work(|store, clerk| Ok(work(store, draft_id, id, &clerk.name)?))?;
    draft_open(desk, DraftInput { draft: draft.to_owned() })
}

/// Removes a file; it can be taken back.
///
/// # Errors
/// No such file.
pub fn material_remove(desk: &Desk, input: MaterialInput) -> Result<DraftView, Failure> {
    let at = desk.now();
    change(desk, &input.draft, &input.material, |s, draft, id, who| {
        s.remove_material(draft, id, true, who, at)
    })
}

/// Takes a removed file back.
///
/// # Errors
/// No such file.
pub fn material_restore(desk: &Desk, input: MaterialInput) -> Result<DraftView, Failure> {
    let at = desk.now();
    change(desk, &input.draft, &input.material, |s, draft, id, who| {
        s.remove_material(draft, id, false, who, at)
    })
}

/// 与原件核对一致, or not.
///
/// # Errors
/// No such file.
pub fn material_compare(desk: &Desk, input: MaterialCompare) -> Result<DraftView, Failure> {
    let at = desk.now();
    let trust = if input.compared { Trust::B } else { Trust::C };
    change(desk, &input.draft, &input.material, |s, draft, id, who| {
        s.trust_material(draft, id, trust, who, at)
    })
}

/// A slot comes later, where the item allows it (容缺后补).
///
/// # Errors
/// A material that may not come later.
pub fn material_defer(desk: &Desk, input: MaterialDefer) -> Result<DraftView, Failure> {
    let work = work_on(desk, &input.draft)?;
    let allowed = work
        .form
        .item()
        .materials
        .iter()
        .any(|m| m.slot == input.slot && m.need == catalogue::item::Need::Deferrable);
    if !allowed {
        return Err(Failure::new(ErrorCode::State, "这份材料不能以后补"));
    }
    let at = desk.now();
    desk.at_work(|store, clerk| {
        Ok(store.defer(work.record.id, &input.slot, input.later, &clerk.name, at)?)
    })?;
    draft_open(desk, DraftInput { draft: input.draft })
}

/// A page of a file as a picture. The file is named by its hash or by its material id; only files of this station.
///
/// # Errors
/// No such file, a page that cannot be drawn.
pub fn material_picture(desk: &Desk, input: PictureInput) -> Result<PictureView, Failure> {
    let (sha256, media_type) = desk.at_work(|store, _| find_file(store, &input.material))?;
    let bytes = desk.at_work(|store, _| Ok(store.files().read(&sha256)?))?;
    let png = pages::picture(&bytes, &media_type, input.page.max(1), input.width)?;
    Ok(PictureView { media_type: "image/png".to_owned(), bytes: encoded(&png) })
}

fn find_file(store: &Store, material: &str) -> Result<(FileHash, String), Failure> {
    let id: MaterialId = parsed(material, "这份材料")?;
    if let Some(taken) = store.material_file(id)? {
        return Ok(taken);
    }
    let followed = store.followed_material(id)?;
    let found = followed.map(|material| (material.sha256, material.media_type));
    found.ok_or_else(|| Failure::new(ErrorCode::NotFound, "这份材料"))
}
